import { dismissNotice, useNotices, type Notice } from '../state/notices';

/**
 * Messages until they are dismissed. Both regions stand there from the start, empty, since screen
 * readers announce only what changes inside a region that they know.
 */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  const urgent = notices.filter((notice) => notice.tone !== 'info');
  const calm = notices.filter((notice) => notice.tone === 'info');
  const dismissAll = () => notices.forEach((notice) => dismissNotice(notice.id));
  return (
    <div className="notices">
      {notices.length > 1 && (
        <button type="button" className="button notices-all" onClick={dismissAll}>
          Dismiss all {notices.length}
        </button>
      )}
      <div role="alert">
        {urgent.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </div>
      <output>
        {calm.map((notice) => (
          <NoticeCard key={notice.id} notice={notice} />
        ))}
      </output>
    </div>
  );
}

const TONES = { info: 'Note', warning: 'Warning', error: 'Error' } as const;

function NoticeCard({ notice }: { readonly notice: Notice }) {
  return (
    <div className="notice" data-tone={notice.tone}>
      <p>
        <strong>{TONES[notice.tone]}.</strong> {notice.text}
      </p>
      <button
        type="button"
        className="icon-button"
        aria-label="Dismiss message"
        onClick={() => dismissNotice(notice.id)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </button>
    </div>
  );
}
