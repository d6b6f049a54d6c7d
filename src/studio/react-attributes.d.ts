import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> extends HTMLAttributes<T> {
    webkitdirectory?: '';
  }

  interface CSSProperties {
    [custom: `--${string}`]: string | number | undefined;
  }
}
