import {createServer, type Server} from 'node:http';
import sirv from 'sirv';

/** A page that a test needs, with headers such as a Content-Security-Policy. */
export interface TestPage {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
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
      response.writeHead(200, {'Content-Type': 'text/html; charset=utf-8', ...page.headers}).end(page.html);
      return;
    }
    const mount = mounts.find(({prefix}) => path.startsWith(`${prefix}/`));
    if (mount) request.url = path.slice(mount.prefix.length);
    const notFound = () => void response.writeHead(404).end();
    if (mount) mount.serve(request, response, notFound);
    else notFound();
  });
  const origin = await listen(server);
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

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      // A secure context, as the element asks for: loopback by its name.
      if (address !== null && typeof address === 'object') resolve(`http://localhost:${address.port}`);
    });
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}
