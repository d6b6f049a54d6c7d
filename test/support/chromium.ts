/**
 * A headless Chromium for tests: the one that CHROME_PATH names or the system's, with WebGPU on a
 * software adapter when nothing else is asked for, and nothing that talks to the network by itself.
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
export const SOFTWARE_WEBGPU: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** Small models' work is over before an optimising compiler has paid off; that of trainings is not. */
export const BASELINE_ONLY = '--js-flags=--liftoff-only';

export interface ChromiumOptions {
  /** False starts it without WebGPU; true on a software adapter; a list, with these flags. */
  readonly webgpu?: boolean | readonly string[];
  readonly args?: readonly string[];
  /** A program that starts it in its place. */
  readonly executablePath?: string;
  /** Variables for its processes, beside this one's. */
  readonly env?: Readonly<Record<string, string>>;
}

/** @throws Error where there is none */
export function chromiumPath(): string {
  const path = process.env['CHROME_PATH'] ?? SYSTEM_CHROMIUM;
  if (existsSync(path)) return path;
  throw new Error(`No Chromium at ${path}. Set CHROME_PATH to one.`);
}

function webgpuFlags(webgpu: boolean | readonly string[]): readonly string[] {
  if (typeof webgpu !== 'boolean') return webgpu;
  return webgpu ? SOFTWARE_WEBGPU : ['--disable-features=WebGPU', '--disable-gpu'];
}

/** Starts the browser; the caller closes it. */
export async function launchChromium({
  webgpu = true,
  args = [],
  executablePath = chromiumPath(),
  env = {},
}: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', ...QUIET, ...webgpuFlags(webgpu), ...args],
    env: { ...process.env, ...env },
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
