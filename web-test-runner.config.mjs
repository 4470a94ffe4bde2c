import {esbuildPlugin} from '@web/dev-server-esbuild';
import {defaultReporter} from '@web/test-runner';
import {puppeteerLauncher} from '@web/test-runner-puppeteer';
import {fileURLToPath} from 'node:url';
import {browserNames, launchOptions} from './scripts/browsers.mjs';

/** `BROWSERS=firefox npm run test:unit` runs in one of them. */
const browsers = process.env['BROWSERS']?.split(',') ?? browserNames;

/** What went wrong, and the sums that scripts/test.mjs reads in the words of node:test; for logs, without a terminal. */
const logReporter = {
  onTestRunFinished({sessions}) {
    const results = sessions.flatMap(session => testsOf(session.testResults));
    const broken = sessions.flatMap(({browser, testFile, errors}) =>
      errors.map(error => `${browser.name} ${testFile}: ${error.stack ?? error.message}`),
    );
    const count = test => results.filter(test).length;
    const failed = count(result => !result.passed && !result.skipped);
    console.log(broken.map(text => `\n${text}`).join(''));
    console.log(`# pass ${count(result => result.passed)}`);
    console.log(`# fail ${failed + broken.length}`);
    console.log(`# skipped ${count(result => result.skipped)}`);
  },
};

function testsOf(suite) {
  if (!suite) return [];
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}

export default {
  files: 'test/unit/**/*.test.ts',
  nodeResolve: {browser: true, exportConditions: ['development']},
  plugins: [
    esbuildPlugin({ts: true, target: 'es2022', tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url))}),
  ],
  browsers: browsers.map(name => puppeteerLauncher({concurrency: 1, launchOptions: launchOptions(name)})),
  // Two cores: one page of each browser at a time, or timing turns flaky.
  concurrency: 2,
  testFramework: {config: {timeout: 20_000, retries: 0}},
  filterBrowserLogs: ({args}) => !args.some(text => typeof text === 'string' && text.startsWith('Lit is in dev mode')),
  reporters: [defaultReporter({reportTestResults: true, reportTestProgress: false}), logReporter],
};
