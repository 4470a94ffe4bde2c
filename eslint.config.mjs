import {readdirSync} from 'node:fs';
import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * The direction between folders (docs/architecture.md): calls go down, and the rooms behind the element do not know
 * one another. Each pattern is matched against the text of the import.
 */
const above = String.raw`^(\.\./)+`;
/** As `errors.ts` and `log.ts`, which lie beside the folders, would name them. */
const beside = String.raw`^\./`;
const firebase = {regex: '^@?firebase/', message: 'Firebase is named in src/signaling/firestore only.'};
const litLibrary = {regex: '^(lit(/|$)|@lit/)', message: 'Only ui/ and video-call.ts know Lit.'};
const folders = (/** @type {readonly string[]} */ names, /** @type {string} */ message, from = above) => ({
  regex: `${from}(${names.join('|')})/`,
  message,
});
const ofTypes = (/** @type {readonly string[]} */ names, /** @type {string} */ message) => ({
  ...folders(names, message),
  allowTypeImports: true,
});
const groundFloor = ['errors.ts', 'log.ts'];
/** Whatever lies in `src/` itself, but for the ground floor: it puts the rooms together. */
const composing = readdirSync(new URL('src/', import.meta.url))
  .filter(name => name.endsWith('.ts') && !groundFloor.includes(name))
  .map(name => name.slice(0, -'.ts'.length));
const compositionFrom = (/** @type {string} */ from) => ({
  regex: `${from}(${composing.join('|')})\\.js$`,
  message: 'The files of src/ itself put the rooms together: nothing below them imports any but errors and log.',
});
const composition = compositionFrom(above);
const firestoreSignaling = {
  regex: '/firestore/',
  message: 'Only video-call.ts names an implementation of signaling.',
};
const allFolders = ['media', 'peer', 'signaling', 'call', 'ui', 'events', 'locale'];

/** A folder that may import only protocol/, errors, log, util and itself. */
function lowerRoom(/** @type {string} */ name) {
  const others = allFolders.filter(folder => folder !== name);
  const patterns = [
    folders(others, `${name}/ imports only protocol/, errors, log and util/.`),
    ...[litLibrary, composition, firebase],
  ];
  return direction([`src/${name}/**/*.ts`], patterns);
}

/** @param {string[]} files @param {object[]} patterns @param {string[]} [ignores] */
function direction(files, patterns, ignores = []) {
  return {files, ignores, rules: {'@typescript-eslint/no-restricted-imports': ['error', {patterns}]}};
}

const directions = [
  ...['media', 'peer', 'signaling'].map(lowerRoom),
  direction(
    ['src/signaling/firestore/**/*.ts'],
    [
      folders(
        allFolders.filter(name => name !== 'signaling'),
        'signaling/ imports nothing above it.',
      ),
      ...[litLibrary, composition],
    ],
  ),
  direction(
    ['src/protocol/**/*.ts', 'src/util/**/*.ts'],
    [folders(allFolders, 'The ground floor imports nothing of the rooms above.'), firebase, litLibrary, composition],
  ),
  direction(
    groundFloor.map(name => `src/${name}`),
    [
      folders([...allFolders, 'protocol'], 'The ground floor imports nothing of the rooms above.', beside),
      ...[firebase, litLibrary, compositionFrom(beside)],
    ],
  ),
  direction(
    ['src/call/**/*.ts'],
    [
      folders(['ui', 'events', 'locale'], 'call/ knows no user interface.'),
      ...[firebase, litLibrary, composition, firestoreSignaling],
    ],
  ),
  direction(
    ['src/ui/**/*.ts'],
    [
      folders(['media', 'peer', 'signaling'], 'ui/ draws snapshots and requests; it never reaches into the call.'),
      {regex: `${above}call/(?!call-state\\.js$)`, message: 'Of call/, ui/ knows call-state only.'},
      ...[firebase, composition],
    ],
  ),
  direction(
    ['src/events/**/*.ts'],
    [
      folders(['ui'], 'events/ draws nothing.'),
      ofTypes(['media', 'peer', 'signaling'], 'events/ takes types only of the rooms below.'),
      ...[firebase, litLibrary, composition, firestoreSignaling],
    ],
  ),
  direction(
    ['src/locale/**/*.ts'],
    [
      folders(['media', 'peer', 'signaling', 'ui', 'events'], 'locale/ holds words.'),
      ofTypes(['call'], 'locale/ takes types only: what there is a word for.'),
      ...[firebase, litLibrary, composition],
    ],
  ),
  direction(
    ['src/*.ts'],
    [{...firebase, allowTypeImports: true}],
    groundFloor.map(name => `src/${name}`),
  ),
];

export default tseslint.config(
  {ignores: ['dist/', 'hosting/', 'test-results/', 'node_modules/', 'docs/']},
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {parserOptions: {project: ['tsconfig.json', 'tsconfig.test.json']}},
    rules: {
      'max-lines-per-function': ['warn', {max: 60, skipBlankLines: true, skipComments: true}],
      complexity: ['warn', 12],
      '@typescript-eslint/consistent-type-imports': ['error', {fixStyle: 'inline-type-imports'}],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', {considerDefaultExhaustiveForUnions: true}],
      // A number in a template is as clear as its string.
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true, allowBoolean: true}],
      // `event => (this.x = y)` and `() => void this.leave()` are how handlers read here.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        {ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true},
      ],
      // The compiler asks for index access in brackets (noPropertyAccessFromIndexSignature).
      '@typescript-eslint/dot-notation': ['error', {allowIndexSignaturePropertyAccess: true}],
      // The reason of an AbortSignal is passed on as it is.
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        {allowThrowingAny: true, allowThrowingUnknown: true},
      ],
      '@typescript-eslint/only-throw-error': ['error', {allowThrowingAny: true, allowThrowingUnknown: true}],
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', varsIgnorePattern: '^_'}],
    },
  },
  {
    files: ['src/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/best-practice']],
    plugins: {'lit-a11y': litA11y},
    languageOptions: {globals: globals.browser},
    settings: {wc: {elementBaseClasses: ['LitElement']}},
    rules: {
      ...litA11y.configs.recommended.rules,
      // LitElement has all of them.
      'wc/guard-super-call': 'off',
      'no-console': 'error',
    },
  },
  {files: ['src/log.ts'], rules: {'no-console': 'off'}},
  ...directions,
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            // The runner waits for what they return.
            {from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite']},
            // `equal` is typed as a promise by @open-wc/semantic-dom-diff, but works at once.
            {from: 'package', package: 'chai', name: ['Equal']},
            {from: 'package', package: '@open-wc/semantic-dom-diff', name: ['Equal']},
          ],
        },
      ],
    },
  },
  {files: ['**/*.mjs'], languageOptions: {globals: globals.node}},
  {files: ['demo/**', 'bench/**/*.js'], languageOptions: {globals: globals.browser}},
);
