import { useEffect, useRef } from 'react';

export interface PixelCanvasProps {
  /** RGB bytes, [size, size, 3]. */
  readonly pixels: Uint8Array;
  readonly size: number;
  readonly side: number;
  readonly label: string;
}

/** Raw RGB bytes on the screen. */
export function PixelCanvas({ pixels, size, side, label }: PixelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(size, size);
    for (let i = 0; i < size * size; i++) {
      image.data[4 * i] = pixels[3 * i] ?? 0;
      image.data[4 * i + 1] = pixels[3 * i + 1] ?? 0;
      image.data[4 * i + 2] = pixels[3 * i + 2] ?? 0;
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, size]);
  return (
    <canvas
      ref={canvas}
      className="picture"
      width={size}
      height={size}
      style={{ width: side, height: side }}
    >
      {label}
    </canvas>
  );
}
