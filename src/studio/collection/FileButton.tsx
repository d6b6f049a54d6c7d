import { useCommands } from '../commandsContext';

export interface FileButtonProps {
  readonly label: string;
  /** 'folder' asks for a directory, 'archive' for files. */
  readonly take: 'folder' | 'archive';
  readonly className?: string;
}

const ARCHIVES =
  '.zip,.tar,.tgz,.tar.gz,.json,.png,application/zip,application/x-tar,application/gzip';

/** A file input that looks like a button; the input itself carries the name and the focus. */
export function FileButton({ label, take, className = '' }: FileButtonProps) {
  const commands = useCommands();
  return (
    <span className={`button file-button ${className}`}>
      <span aria-hidden="true">{label}</span>
      <input
        type="file"
        aria-label={label}
        title=""
        multiple
        {...(take === 'folder' ? { webkitdirectory: '' as const } : { accept: ARCHIVES })}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) void commands.addFiles(files);
        }}
      />
    </span>
  );
}
