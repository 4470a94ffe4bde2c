import {readFileSync} from 'node:fs';
import type {PageServer} from './page-server.js';

/** The demo as `npm start` serves it, with this configuration; with none as Hosting does, with the headers of `firebase.json`. @returns its address */
export function serveDemo(pages: PageServer, path: string, config: object | null): string {
  const json = {'Content-Type': 'application/json'};
  pages.addFolder(`${path}/cdn`, 'dist/cdn');
  pages.addFolder(path, 'demo');
  if (config) pages.addPage(`${path}/demo-config.json`, {html: JSON.stringify(config), headers: json});
  const html = readFileSync('demo/index.html', 'utf8');
  return pages.addPage(`${path}/`, {html, headers: config ? {} : hostingHeaders()});
}

/** What `firebase.json` has Hosting send with each page. */
export function hostingHeaders(): Readonly<Record<string, string>> {
  const {hosting} = JSON.parse(readFileSync('firebase.json', 'utf8')) as {
    hosting: {headers: {source: string; headers: {key: string; value: string}[]}[]};
  };
  const ofPages = hosting.headers.filter(({source}) => source === '**').flatMap(({headers}) => headers);
  return Object.fromEntries(ofPages.map(({key, value}) => [key, value]));
}
