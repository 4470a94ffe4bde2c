import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {BrowserName} from '../../e2e/support/stage.js';
import {runCommand} from './command.js';

/** A certificate authority of the lab's own, and what it signed. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority and a certificate for a host's name. Both end with the folder. */
export function makeCertificates(folder: string, name: string): Certificates {
  const path = (file: string): string => join(folder, file);
  const openssl = (...args: readonly string[]): string => runCommand('openssl', args);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    ...['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=Network lab'],
    ...['-keyout', path('authority.key'), '-out', path('authority.pem')],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
  );
  openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', path('server.key'), '-out', path('server.csr'));
  writeFileSync(path('server.ext'), `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth\n`);
  openssl(
    ...['x509', '-req', '-in', path('server.csr'), '-days', '2', '-CAcreateserial'],
    ...['-CA', path('authority.pem'), '-CAkey', path('authority.key')],
    ...['-extfile', path('server.ext'), '-out', path('server.pem')],
  );
  return {authority: path('authority.pem'), certificate: path('server.pem'), key: path('server.key')};
}

/** Makes a browser trust the authority: in its profile (Firefox), or in the home folder it is started with (Chromium). */
export function trustAuthority(browser: BrowserName, folder: string, {authority}: Certificates): void {
  const database = browser === 'firefox' ? folder : join(folder, '.pki/nssdb');
  mkdirSync(database, {recursive: true});
  runCommand('certutil', ['-N', '-d', `sql:${database}`, '--empty-password']);
  runCommand('certutil', ['-A', '-d', `sql:${database}`, '-n', 'network lab', '-t', 'C,,', '-i', authority]);
}
