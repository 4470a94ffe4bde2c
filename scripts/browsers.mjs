import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import puppeteer from 'puppeteer-core';
import {installOnDebian} from './programs.mjs';

/**
 * The browsers that tests, pictures and the bench run in: where they are, and the one list of flags and preferences
 * that all of them start with.
 *
 * @typedef {'chromium' | 'firefox'} BrowserName
 * @typedef {import('puppeteer-core').LaunchOptions} LaunchOptions
 * @typedef {import('puppeteer-core').Browser} Browser
 */

/** @type {readonly BrowserName[]} */
export const browserNames = ['chromium', 'firefox'];

const isRoot = process.getuid?.() === 0;

const environmentVariable = {chromium: 'CHROME_PATH', firefox: 'FIREFOX_PATH'};
const debianPackage = {chromium: 'chromium', firefox: 'firefox-esr'};

const commands = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  firefox: ['firefox', 'firefox-esr'],
};

/** Where installers put a browser that is not on the PATH. */
const fixedPaths = {
  chromium: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...windowsPaths('Google\\Chrome\\Application\\chrome.exe'),
    // The same engine, and on every Windows.
    ...windowsPaths('Microsoft\\Edge\\Application\\msedge.exe'),
  ],
  firefox: [
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    ...windowsPaths('Mozilla Firefox\\firefox.exe'),
    '/usr/lib/firefox/firefox',
  ],
};

/** @param {string} relativePath */
function windowsPaths(relativePath) {
  return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map(variable => process.env[variable])
    .filter(folder => folder !== undefined)
    .map(folder => `${folder}\\${relativePath}`);
}

/** @param {string} command */
function onPath(command) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, command))
    .find(path => existsSync(path));
}

/**
 * The path of a browser that is installed, or undefined.
 *
 * @param {BrowserName} name
 * @returns {string | undefined}
 */
export function findBrowser(name) {
  const given = process.env[environmentVariable[name]];
  if (given) return given;
  for (const command of commands[name]) {
    const path = onPath(command);
    if (path) return path;
  }
  return fixedPaths[name].find(path => existsSync(path));
}

/**
 * The path of a browser, which is installed where that can be done without asking.
 *
 * @param {BrowserName} name
 * @returns {string}
 */
export function requireBrowser(name) {
  if (!findBrowser(name)) installOnDebian([debianPackage[name]]);
  const path = findBrowser(name);
  if (path) return path;
  throw new Error(
    `No ${name} found. Install it (Debian: apt-get install ${debianPackage[name]}; macOS: brew install --cask ` +
      `${name === 'chromium' ? 'google-chrome' : 'firefox'}) or set ${environmentVariable[name]} to its program file.`,
  );
}

/** Fake devices without a prompt, host candidates as plain addresses, and no talk with its maker. */
const chromiumFlags = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns,MediaRouter,OptimizationHints',
  // Pages in the background must go on decoding: a test has several of them in one browser.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  '--disable-quic',
  '--mute-audio',
];

const firefoxPreferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  // Without a sound card an AudioContext would never start to run.
  'media.cubeb.force_mock_context': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  // The H.264 plug-in and other add-ons would be downloaded at the first start.
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-manager.url': '',
  'media.gmp-provider.enabled': false,
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.region.network.url': '',
  'captivedetect.canonicalURL': '',
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.push.connection.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.dns.disablePrefetch': true,
  'network.prefetch-next': false,
  'network.speculative-connection.enabled': false,
  'security.OCSP.enabled': 0,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.server': '',
};

/**
 * What puppeteer starts a browser with.
 *
 * @param {BrowserName} name
 * @param {{headless?: boolean, args?: readonly string[], preferences?: Record<string, unknown>, networkEnabled?: boolean}} [options]
 *   `networkEnabled`: whether puppeteer follows requests, for which the browser keeps what each page loaded
 * @returns {LaunchOptions}
 */
export function launchOptions(name, {headless = true, args = [], preferences = {}, networkEnabled = true} = {}) {
  const shared = {headless, networkEnabled, executablePath: requireBrowser(name), protocolTimeout: 60_000};
  if (name === 'chromium') {
    // Puppeteer turns the back-forward cache off; people have it.
    const ignoreDefaultArgs = ['--disable-back-forward-cache'];
    return {...shared, browser: 'chrome', args: [...chromiumFlags, ...args], ignoreDefaultArgs};
  }
  return {
    ...shared,
    browser: 'firefox',
    args: [...args],
    extraPrefsFirefox: {...firefoxPreferences, ...preferences},
  };
}

/**
 * Starts a browser.
 *
 * @param {BrowserName} name
 * @param {Parameters<typeof launchOptions>[1]} [options]
 * @returns {Promise<Browser>}
 */
export function launch(name, options) {
  return puppeteer.launch(launchOptions(name, options));
}
