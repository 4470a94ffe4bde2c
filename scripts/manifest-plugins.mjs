/**
 * What the manifest (`custom-elements.json`) needs beyond reading single files: types and defaults that stand in other
 * files, nothing that a page cannot use, and paths that exist in the package.
 *
 * @typedef {import('typescript')} TypeScript
 * @typedef {import('typescript').Node} Node
 * @typedef {import('typescript').TypeChecker} TypeChecker
 * @typedef {{path: string, declarations?: Declaration[], exports?: {declaration: {name: string}}[]}} ManifestModule
 * @typedef {{name: string, kind: string, customElement?: boolean, members?: Member[], attributes?: Attribute[],
 *   events?: {name?: string}[]}} Declaration
 * @typedef {{kind: string, name: string, privacy?: string, static?: boolean, type?: {text: string}, default?: string,
 *   attribute?: string, parameters?: {name: string, type?: {text: string}}[]}} Member
 * @typedef {{name: string, fieldName: string, type?: {text: string}, default?: string}} Attribute
 */

/** @type {TypeChecker} */
let checker;

/**
 * The sources as one program, so that plugins can ask for types.
 *
 * @param {{ts: TypeScript, globs: string[]}} options
 */
export function createModules({ts, globs}) {
  const program = ts.createProgram(globs, {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    experimentalDecorators: true,
    types: [],
  });
  checker = program.getTypeChecker();
  return globs.map(glob => program.getSourceFile(glob));
}

/** Types and defaults as they are, not as they are named: `4` for `defaultCapacity`, the words of a union for its alias. */
export function resolveTypes() {
  /** Of each event class, what its superclass leaves open. @type {Map<string, string>} */
  const details = new Map();
  return {
    name: 'resolve-types',
    /** @param {{ts: TypeScript, node: any, moduleDoc: ManifestModule}} phase */
    analyzePhase({ts, node, moduleDoc}) {
      if (!ts.isClassDeclaration(node)) return;
      const declaration = moduleDoc.declarations?.find(({name}) => name === node.name?.text);
      if (!declaration) return;
      dropImplementations(ts, declaration, node);
      for (const member of node.members) {
        if (ts.isPropertyDeclaration(member) || ts.isGetAccessorDeclaration(member))
          resolveField(ts, declaration, member);
      }
      if (superclassOf(ts, node) === 'CallEvent') details.set(declaration.name, detailText(ts, node));
    },
    /** @param {{customElementsManifest: {modules: ManifestModule[]}}} phase */
    packageLinkPhase({customElementsManifest}) {
      for (const {declarations = []} of customElementsManifest.modules) {
        for (const {name, members = []} of declarations) {
          const detail = members.find(member => member.name === 'detail');
          if (detail && details.has(name)) detail.type = {text: details.get(name) ?? ''};
        }
      }
    },
  };
}

/** Of a method with several signatures nobody calls the last, which has the body. @param {TypeScript} ts @param {Declaration} declaration @param {any} node */
function dropImplementations(ts, declaration, node) {
  const overloads = node.members.filter((/** @type {any} */ member) => ts.isMethodDeclaration(member) && !member.body);
  const overloaded = new Set(overloads.map((/** @type {any} */ member) => member.name.getText()));
  for (const name of overloaded) {
    const last = declaration.members?.findLastIndex(member => member.name === name) ?? -1;
    if (last >= 0) declaration.members?.splice(last, 1);
  }
}

/** @param {TypeScript} ts @param {Declaration} declaration @param {any} node */
function resolveField(ts, declaration, node) {
  const name = node.name.getText();
  const field = declaration.members?.find(member => member.name === name);
  if (!field || field.privacy) return;
  const type = {text: typeText(ts, checker.getTypeAtLocation(node.name))};
  const initial = node.initializer && literalOf(ts, node.initializer);
  for (const doc of [field, declaration.attributes?.find(({fieldName}) => fieldName === name)]) {
    if (!doc) continue;
    doc.type = type;
    if (initial !== undefined) doc.default = initial;
  }
}

/** @param {TypeScript} ts @param {import('typescript').Type} type */
function typeText(ts, type) {
  const {NoTruncation, InTypeAlias, UseSingleQuotesForStringLiteralType} = ts.TypeFormatFlags;
  return checker.typeToString(type, undefined, NoTruncation | InTypeAlias | UseSingleQuotesForStringLiteralType);
}

/** What a name stands for, where that is a literal. @param {TypeScript} ts @param {any} initializer */
function literalOf(ts, initializer) {
  if (!ts.isIdentifier(initializer)) return undefined;
  const symbol = checker.getSymbolAtLocation(initializer);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const value = /** @type {any} */ (target?.valueDeclaration)?.initializer;
  return value && ts.isLiteralExpression(value) ? value.getText() : undefined;
}

/** @param {TypeScript} ts @param {any} node */
const superclassOf = (ts, node) => node.heritageClauses?.[0]?.types[0]?.expression.getText();

/** The type of an event's `detail`. @param {TypeScript} ts @param {any} node */
function detailText(ts, node) {
  const detail = checker.getTypeAtLocation(node).getProperty('detail');
  return detail ? typeText(ts, checker.getTypeOfSymbolAtLocation(detail, node)) : '';
}

/** What the browser calls, not the page. */
const lifecycle = ['connectedMoveCallback', 'addEventListener'];

/**
 * Leaves out what is private, protected, or the browser's; functions and factories, which are for this package; and
 * events that only a call of `dispatchEvent` hints at.
 */
export function publicOnly() {
  return {
    name: 'public-only',
    /** @param {{customElementsManifest: {modules: ManifestModule[]}}} phase */
    packageLinkPhase({customElementsManifest}) {
      for (const module of customElementsManifest.modules) {
        module.declarations = module.declarations?.filter(({kind}) => kind === 'class');
        const names = module.declarations?.map(({name}) => name) ?? [];
        module.exports = module.exports?.filter(({declaration}) => names.includes(declaration.name));
        for (const declaration of module.declarations ?? []) {
          declaration.members = declaration.members?.filter(isPublic);
          if (declaration.events) declaration.events = declaration.events.filter(({name}) => name);
        }
      }
    },
  };
}

/** @param {Member} member */
const isPublic = ({name, kind, privacy = 'public', static: isStatic = false}) =>
  privacy === 'public' && !lifecycle.includes(name) && !(kind === 'method' && isStatic);

/** Paths of the package instead of the sources, and where the tag is registered. */
export function packagePaths() {
  return {
    name: 'package-paths',
    /** @param {{customElementsManifest: {modules: ManifestModule[]}}} phase */
    packageLinkPhase({customElementsManifest}) {
      const text = JSON.stringify(customElementsManifest.modules)
        .replaceAll(`${process.cwd().replaceAll('\\', '/')}/`, '')
        .replaceAll('"/src/', '"src/')
        .replaceAll(/"src\/video-call\.(?:ts|js)"/g, '"dist/video-call.js"')
        .replaceAll(/"src\/([\w/-]+)\.(?:ts|js)"/g, '"dist/types/$1.d.ts"');
      const declaration = {name: 'VideoCall', module: 'dist/video-call.js'};
      customElementsManifest.modules = [
        ...JSON.parse(text),
        {
          kind: 'javascript-module',
          path: 'dist/define.js',
          declarations: [],
          exports: [
            {kind: 'js', name: 'VideoCall', declaration},
            {kind: 'js', name: 'CallError', declaration: {name: 'CallError', module: 'dist/types/errors.d.ts'}},
            {kind: 'custom-element-definition', name: 'video-call', declaration},
          ],
        },
      ];
    },
  };
}
