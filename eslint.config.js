// Type-aware linting, and the boundaries of the design as rules: data walks through the folders in one direction.
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What each folder of src/ may import from the others. `model` is open to all. */
const MAY_IMPORT = {
  model: [],
  source: [],
  cargo: [],
  binary: [],
  running: [],
  condition: [],
  probe: ['binary', 'condition'],
  resolve: ['source', 'binary', 'cargo', 'probe', 'running'],
  tracer: ['binary', 'probe'],
  session: ['running', 'probe', 'tracer'],
  doctor: ['cargo', 'tracer', 'session'],
  server: ['condition', 'source', 'cargo', 'binary', 'running', 'probe', 'resolve'],
  client: ['server', 'source', 'probe'],
  // Runs in a page of its own, and knows nothing but what it is told.
  webview: [],
  ui: ['client', 'server', 'session', 'tracer', 'doctor', 'webview'],
  cli: ['condition', 'source', 'cargo', 'binary', 'running', 'probe', 'resolve', 'tracer', 'session', 'doctor'],
};
const FOLDERS = Object.keys(MAY_IMPORT);
const MAY_USE_VSCODE = ['client', 'ui'];
const MAY_START_PROCESSES = ['cargo', 'tracer'];

const vscodeIsForUi = {
  group: ['vscode', 'vscode-languageclient', 'vscode-languageclient/*'],
  message: 'Only extension.ts, client/ and ui/ know the editor.',
};
const processesAreForFew = {
  group: ['execa', 'child_process', 'node:child_process'],
  message: 'Only cargo/ and tracer/ start processes.',
};

const boundaries = FOLDERS.map(folder => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...FOLDERS.filter(other => other !== folder && other !== 'model' && !MAY_IMPORT[folder].includes(other)).map(
            other => ({
              group: [`**/${other}/*`],
              message: `${folder}/ must not know ${other}/.`,
            }),
          ),
          ...(MAY_USE_VSCODE.includes(folder) ? [] : [vscodeIsForUi]),
          ...(MAY_START_PROCESSES.includes(folder) ? [] : [processesAreForFew]),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist/**', 'dist-test/**', 'node_modules/**', 'test/fixtures/**', '**/target/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Control characters are the subject of the decoders, not an accident.
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
  ...boundaries,
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      // Mocha's describe and it return promises of nothing that anybody awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['it', 'describe', 'test', 'suite'], package: 'mocha' }] },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' } },
  },
);
