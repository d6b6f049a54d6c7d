import { describe, expect, it } from 'vitest';
import { packFileAddress, packFolder } from '../../../src/core/formats/pack/pack-address';

describe('the address of a pack', () => {
  it.each([
    ['https://example.org/packs/sd15', 'https://example.org/packs/sd15/'],
    ['  https://example.org/packs/sd15/ ', 'https://example.org/packs/sd15/'],
    ['http://localhost:8000/', 'http://localhost:8000/'],
    ['https://example.org/packs/sd15/pack.json?download=1#top', 'https://example.org/packs/sd15/'],
    ['https://hub.example/ann/sd15/tree/main', 'https://hub.example/ann/sd15/resolve/main/'],
    [
      'https://hub.example/ann/sd15/blob/v1/onnx/pack.json',
      'https://hub.example/ann/sd15/resolve/v1/onnx/',
    ],
    ['https://example.org/tree/main', 'https://example.org/tree/main/'],
  ])('%s is the folder %s', (written, folder) => {
    expect(packFolder(written).href).toBe(folder);
  });

  it.each(['', 'packs/sd15', 'ftp://example.org/x', 'file:///etc/passwd', 'javascript:alert(1)'])(
    '"%s" is none',
    (written) => {
      expect(() => packFolder(written)).toThrow('is no web address');
    },
  );

  it('carries no password', () => {
    expect(() => packFolder('https://ann:secret@example.org/x/')).toThrow('They are never sent');
  });

  it('has its files below it', () => {
    const folder = packFolder('https://example.org/a pack');
    expect(packFileAddress(folder, 'unet/model 1.onnx').href).toBe(
      'https://example.org/a%20pack/unet/model%201.onnx',
    );
  });
});
