import {esbuildPlugin} from '@web/dev-server-esbuild';
import {defaultReporter} from '@web/test-runner';
import {puppeteerLauncher} from '@web/test-runner-puppeteer';
import {fileURLToPath} from 'node:url';
import {browserNames, launchOptions} from './scripts/browsers.mjs';

/** `BROWSERS=firefox npm run test:unit` runs in one of them. */
const browsers = process.env['BROWSERS']?.split(',') ?? browserNames;

/** What failed, and the sums that scripts/test.mjs reads, both in the words of node:test; for logs, without a terminal. */
const logReporter = {
  onTestRunFinished({sessions}) {
    const results = sessions.flatMap(session => testsOf(session.testResults));
    const failures = sessions.flatMap(session =>
      [
        ...session.errors.map(error => ({name: 'the file', error})),
        ...testsOf(session.testResults).filter(test => !test.passed && !test.skipped),
      ].map(
        ({name, error}) =>
          `✖ ${name} [${session.browser.name}, ${session.testFile}]\n${error?.message ?? ''}\n${error?.stack ?? ''}\n`,
      ),
    );
    const count = test => results.filter(test).length;
    console.log(failures.map(text => `\n${text}`).join(''));
    console.log(`# pass ${count(result => result.passed)}`);
    console.log(`# fail ${failures.length}`);
    console.log(`# skipped ${count(result => result.skipped)}`);
  },
};

/** All tests of a suite, each with the names of the suites that it is in. */
function testsOf(suite, names = []) {
  if (!suite) return [];
  const within = suite.name ? [...names, suite.name] : names;
  const tests = suite.tests.map(test => ({...test, name: [...within, test.name].join(' › ')}));
  return [...tests, ...suite.suites.flatMap(inner => testsOf(inner, within))];
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
