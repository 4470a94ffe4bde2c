import {createServer} from 'node:http';
import sirv from 'sirv';
import {listen, stop} from './loopback.js';

/** A page that a test needs, with headers such as a Content-Security-Policy. */
export interface TestPage {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whoever asks before waits for it. */
  readonly ready?: Promise<unknown>;
}

/** Serves the build and pages made by tests, on loopback. */
export interface PageServer {
  readonly origin: string;
  /** Puts a page at a path, e.g. `/call-1.html`, and returns its address. */
  addPage(path: string, page: TestPage): string;
  /** Serves a folder under a path, e.g. `/cdn`. */
  addFolder(prefix: string, folder: string): void;
  stop(): Promise<void>;
}

interface Mount {
  readonly prefix: string;
  readonly serve: ReturnType<typeof sirv>;
}

export async function startPageServer(): Promise<PageServer> {
  const pages = new Map<string, TestPage>();
  const mounts: Mount[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const page = pages.get(path);
    if (page) {
      const headers = {'Content-Type': 'text/html; charset=utf-8', ...page.headers};
      void Promise.resolve(page.ready).then(() => response.writeHead(200, headers).end(page.html));
      return;
    }
    const mount = mounts.find(({prefix}) => path.startsWith(`${prefix}/`));
    if (mount) request.url = path.slice(mount.prefix.length);
    const notFound = () => void response.writeHead(404).end();
    if (mount) mount.serve(request, response, notFound);
    else notFound();
  });
  // A secure context, as the element asks for: loopback by its name.
  const origin = `http://${(await listen(server)).replace('127.0.0.1', 'localhost')}`;
  return {
    origin,
    addPage: (path, page) => {
      pages.set(path, page);
      return origin + path;
    },
    addFolder: (prefix, folder) => mounts.push({prefix, serve: sirv(folder, {dev: true})}),
    stop: () => stop(server),
  };
}
