/** The house's rules, and the directions in which imports may point (design.md, "Folders"). */
import { defineConfig } from 'oxlint'

/** The floors of electron/, upper ones first: each stands only on those below it. Rooms on one floor do not meet. */
const floors = [
  ['main', 'serve', 'server', 'start', 'local', 'engine', 'shell', 'control', 'cli'],
  ['router'],
  ['console'],
  ['rollback', 'judge', 'plan'],
  ['archive', 'bundle', 'people', 'consoles', 'report'],
  ['logs'],
  ['observe', 'bench'],
  ['connect', 'journal', 'lab', 'secrets'],
  ['atomic-file', 'clock', 'find-browser', 'home', 'log', 'questions', 'refusal', 'switch-first', 'worker-file'],
  ['hide'],
] as const

const pure = { group: ['node:*', 'react', 'react-*', 'chart.js', 'electron', 'better-sqlite3', 'ws', 'yaml'], message: 'No Node and no page here.' }
const noElectron = { group: ['electron'], allowTypeImports: true, message: 'Only main.ts, preload.ts hold Electron: elsewhere the import would fetch it.' }
const noPage = { group: ['**/renderer/**', 'react', 'react-*', 'chart.js'], message: 'Engine and page meet in shared/contract.ts alone.' }
const noEngine = { group: ['**/electron/**'], message: 'Engine and page meet in shared/contract.ts alone.' }

type Pattern = { group: string[]; message: string; allowTypeImports?: boolean }
const restrict = (...patterns: readonly Pattern[]): { 'no-restricted-imports': ['error', { patterns: Pattern[] }] } => ({ 'no-restricted-imports': ['error', { patterns: [...patterns] }] })

const roomRules = floors.flatMap((rooms, floor) =>
  rooms.flatMap((room) => {
    const above = [...floors.slice(0, floor).flat(), ...rooms.filter((other) => other !== room && floor > 0)]
    const mayHoldElectron = room === 'main' || room === 'serve'
    // A room is a file `room.ts`, a folder `room/`, or both; a file of its own folder may bear another room's name.
    return ([[`electron/${room}.ts`, ['./']], [`electron/${room}/**`, ['../', '../../']]] as const).map(([file, ways]) => {
      const paths = above.flatMap((other) => ways.flatMap((way) => [`${way}${other}.ts`, `${way}${other}/**`]))
      const up = { group: paths, allowTypeImports: room === 'shell', message: `electron/${room} stands below or beside that: imports point down (design.md, "Folders").` }
      return { files: [file], rules: restrict(noPage, ...(mayHoldElectron ? [] : [noElectron]), ...(paths.length === 0 ? [] : [up])) }
    })
  }))

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'react', 'jsx-a11y', 'promise'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['dist', 'node_modules'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/ban-ts-comment': 'error',
    // The compiler's automatic JSX.
    'react/react-in-jsx-scope': 'off',
    // CSS of the page, and preparations that are imported to be run.
    'import/no-unassigned-import': 'off',
    // One wait after another is what a retry, a schedule and an ordered write are.
    'no-await-in-loop': 'off',
    // A default export is a whole library here: `Database.Database` is how it is written everywhere.
    'import/no-named-as-default-member': 'off',
    // A helper stands where it is used.
    'unicorn/consistent-function-scoping': 'off',
    // A port is not a window: it has no origin.
    'unicorn/require-post-message-target-origin': 'off',
    'oxc/no-map-spread': 'off',
    // Short names of neighbouring ideas: `({ user }) => …` beside a list of users.
    'no-shadow': 'off',
    // Does not see that an object changes, or a variable in a callback.
    'no-unmodified-loop-condition': 'off',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true }],
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    // `then` is what a timer does.
    'unicorn/no-thenable': 'off',
    'promise/valid-params': 'off',
    // Roles where the tag would bring the browser's own looks; dialogs focus what they ask for.
    'jsx-a11y/prefer-tag-over-role': 'off',
    'jsx-a11y/no-autofocus': 'off',
    // Labels are checked where they count, by axe on the real screens.
    'jsx-a11y/control-has-associated-label': 'off',
    // What the types know is held by the compiler; here the promises that nobody waits for are.
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-unnecessary-type-assertion': 'off',
    'typescript/no-unnecessary-type-arguments': 'off',
    'typescript/no-unnecessary-type-parameters': 'off',
    'typescript/no-unnecessary-type-conversion': 'off',
    'typescript/no-unnecessary-template-expression': 'off',
    'typescript/consistent-return': 'off',
    'typescript/no-misused-spread': 'off',
    'typescript/require-array-sort-compare': 'off',
    'typescript/unbound-method': 'off',
    // Clocks are read while drawing, on ticks of their own (renderer/now.ts).
    'react/purity': 'off',
  },
  overrides: [
    { files: ['shared/**'], rules: restrict(pure, noEngine, noPage) },
    { files: ['renderer/**'], rules: restrict(noElectron, noEngine, { group: ['node:*', 'better-sqlite3', 'ws', 'yaml'], message: 'The page has no Node.' }) },
    ...roomRules,
  ],
})
