/**
 * A headless Chromium for tests: the one that CHROME_PATH names or the system's, with WebGPU on a
 * software adapter, and nothing that talks to the network by itself.
 */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];
const SOFTWARE_WEBGPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

export interface ChromiumOptions {
  /** False starts it without WebGPU. */
  readonly webgpu?: boolean;
  readonly args?: readonly string[];
}

/** Starts the browser; the caller closes it. */
export async function launchChromium({
  webgpu = true,
  args = [],
}: ChromiumOptions = {}): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? SYSTEM_CHROMIUM;
  if (!existsSync(executablePath)) {
    throw new Error(`No Chromium at ${executablePath}. Set CHROME_PATH to one.`);
  }
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      ...QUIET,
      ...(webgpu ? SOFTWARE_WEBGPU : ['--disable-features=WebGPU', '--disable-gpu']),
      ...args,
    ],
  });
}

/** Collects what a page reports as broken: uncaught errors and console errors. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}
