import tseslint from 'typescript-eslint'

/** The rooms of src, from the street down. A room may import what stands below it, never what stands above. */
const ROOMS = [
  ['cli'],
  ['http', 'rest'],
  ['federation'],
  ['engine'],
  ['schema'],
  ['loaders'],
  ['policy', 'sources'],
  ['model'],
]

const CONFIGURATION = {
  regex: '(^|/)(app|config|main)\\.ts$',
  message: 'Only main, app and cli read the configuration; every other room is given the values it needs.',
}

const direction = ROOMS.flatMap((rooms, floor) =>
  rooms.map((room) => {
    const above = ROOMS.slice(0, floor).flat()
    const beside = rooms.filter((other) => other !== room)
    return {
      files: [`src/${room}/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                group: [
                  ...[...above, ...beside, 'demo'].map((other) => `**/${other}/**`),
                  // Not the room that serves clients: the one request function of all upstreams.
                  ...(room === 'sources' ? ['!../http/**'] : ['!**/sources/http/**']),
                ],
                message: `src/${room} may not import this room: calls go down the house, never up and never sideways.`,
              },
              ...(room === 'cli' ? [] : [CONFIGURATION]),
            ],
          },
        ],
      },
    }
  }),
)

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '**/*.generated.ts', 'bench/rivals/node_modules/**'] },
  ...tseslint.configs.recommendedTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Records read better as types, and a type cannot be merged by accident.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
    },
  },
  ...direction,
  {
    // Demo plays the cloud: it shares Nova's words with the gateway and nothing of its code.
    files: ['src/demo/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ROOMS.flat()
                .filter((room) => room !== 'model')
                .map((room) => `**/${room}/**`),
            },
          ],
        },
      ],
    },
  },
)
