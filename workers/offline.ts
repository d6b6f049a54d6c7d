/**
 * The service worker: keeps the program's own files, so that an open page and a reload need no server.
 * It takes over at once; a page that is still open on an older build finds its files too.
 */
import {
  PageFiles,
  type Build,
  type KeepMessage,
  type KeptMessage,
} from '../src/offline/page-files';

/** What of a service worker's scope is used; the page's types have none. */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(
    type: 'install' | 'activate',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    type: 'fetch',
    listener: (event: {
      readonly request: Request;
      respondWith(response: Promise<Response>): void;
    }) => void,
  ): void;
  addEventListener(
    type: 'message',
    listener: (event: {
      readonly data: KeepMessage;
      readonly ports: readonly MessagePort[];
      waitUntil(work: Promise<unknown>): void;
    }) => void,
  ): void;
}

/** Written in by the bundler (vite.config.ts). */
declare const __STILLROOM_BUILD__: Build;

const scope = self as unknown as Scope;
const root = scope.registration.scope;
const files = new PageFiles(
  { caches, fetch: (request) => fetch(request), root },
  __STILLROOM_BUILD__,
);

scope.addEventListener('install', (event) => {
  event.waitUntil(files.install().then(() => scope.skipWaiting()));
});
scope.addEventListener('activate', (event) => {
  event.waitUntil(files.clean().then(() => scope.clients.claim()));
});
scope.addEventListener('fetch', (event) => {
  if (files.answers(event.request)) event.respondWith(files.respond(event.request));
});
scope.addEventListener('message', (event) => {
  const keep = async () => {
    const kept = await files.keep(event.data.keep);
    event.ports[0]?.postMessage({ kept } satisfies KeptMessage);
  };
  event.waitUntil(keep());
});
