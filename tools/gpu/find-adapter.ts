/** Starts Chromium with one set of flags after another until it offers the adapter that is wanted. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { describeAdapter } from '../../src/runtime/gpu-device';
import { chromiumPath, launchChromium } from '../../test/support/chromium';
import type { FlagSet } from './chromium-flags';
import { within } from './within';

const PATIENCE_MS = 30_000;
/** Lines of Chromium's and the Vulkan loader's errors that are kept of an attempt. */
const ERROR_LINES = 25;

interface AdapterFacts {
  readonly info: Parameters<typeof describeAdapter>[0];
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

export interface Attempt {
  readonly name: string;
  readonly flags: readonly string[];
  /** One sentence: what came of it. */
  readonly outcome: string;
  readonly adapter?: AdapterFacts;
  /** What Chromium wrote to its standard error, shortened. */
  readonly errors: readonly string[];
}

export interface FoundBrowser {
  readonly browser: Browser;
  readonly flags: FlagSet;
  readonly description: string;
  readonly adapter: AdapterFacts;
}

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupStorageSize',
] as const;

/** Asks a page of this origin for the strongest adapter and a device of it. */
async function askAdapter(page: Page): Promise<AdapterFacts | string> {
  return page.evaluate(async (limits) => {
    const gpu = navigator.gpu as GPU | undefined;
    if (gpu === undefined) return 'the page has no navigator.gpu';
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) return 'requestAdapter() gave none';
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    const facts = {
      info: { vendor, architecture, device, description, isFallbackAdapter },
      features: [...adapter.features],
      limits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
    };
    const opened = await adapter.requestDevice();
    opened.destroy();
    return facts;
  }, LIMITS);
}

/** Playwright keeps Chromium's errors to itself, so a script of one line sends them to a file. */
function withErrors(folder: string): { readonly program: string; readonly log: string } {
  const log = join(folder, 'chromium-errors.txt');
  const program = join(folder, 'chromium.sh');
  const quoted = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
  writeFileSync(program, `#!/bin/sh\nexec ${quoted(chromiumPath())} "$@" 2>${quoted(log)}\n`);
  chmodSync(program, 0o755);
  return { program, log };
}

function errorsIn(log: string): string[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n');
  const wanted = lines.filter(
    (line) => /error|fail|vulkan|vk_|angle|egl|gpu|\.so/i.test(line) && !/dbus/i.test(line),
  );
  return [...new Set(wanted.map((line) => line.slice(0, 300)))].slice(0, ERROR_LINES);
}

export interface Search {
  readonly candidates: readonly FlagSet[];
  /** Whether a software adapter will do. */
  readonly software: boolean;
  /** A page that is served with cross-origin isolation. */
  readonly url: string;
  /** An empty folder for this search's own files. */
  readonly folder: string;
  readonly onAttempt: (attempt: Attempt) => void;
}

/** @returns the browser, which the caller closes; null when no set of flags gave the adapter */
export async function findAdapter(search: Search): Promise<FoundBrowser | null> {
  const { candidates, software, url, folder, onAttempt } = search;
  for (const flags of candidates) {
    const { program, log } = withErrors(folder);
    let browser: Browser | null = null;
    let outcome: string;
    let adapter: AdapterFacts | undefined;
    try {
      browser = await within(
        PATIENCE_MS,
        launchChromium({
          webgpu: flags.flags,
          executablePath: program,
          env: { VK_LOADER_DEBUG: 'error,warn' },
        }),
      );
      const page = await browser.newPage();
      await within(PATIENCE_MS, page.goto(url));
      const answer = await within(PATIENCE_MS, askAdapter(page));
      await page.close();
      if (typeof answer === 'string') {
        outcome = `${answer}.`;
      } else {
        adapter = answer;
        const described = describeAdapter(answer.info);
        const { description } = described;
        if (software || !described.software) {
          onAttempt({ ...flags, outcome: `${description}.`, adapter, errors: errorsIn(log) });
          return { browser, flags, description, adapter };
        }
        outcome = `only a software adapter: ${description}.`;
      }
    } catch (error) {
      outcome = `it failed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}.`;
    }
    await browser?.close().catch(() => undefined);
    onAttempt({ ...flags, outcome, ...(adapter && { adapter }), errors: errorsIn(log) });
    rmSync(log, { force: true });
  }
  return null;
}
