import fc from 'fast-check'

/** Everything that a rule may be asked with. */
export type ArbitraryCase = {
  readonly rules: Record<string, string | string[][]>
  readonly ask: string
  readonly credentials: Record<string, string | boolean | null | string[] | { name: string }[] | { name: string }>
  readonly target: Record<string, string>
}

const LEFTS = [
  'project_id',
  'user_id',
  'domain_id',
  'system_scope',
  'is_admin_project',
  'roles',
  'user.name',
  'groups.name',
  'groups.id',
  'user',
  'nothing',
  'nothing.at.all',
  'project-id',
  'True',
  'False',
  'None',
  'true',
  "'one'",
  '"one"',
  '16',
  '0x10',
  '1_6',
  '-16',
  '1.50',
  '1e16',
  '1e-5',
  '0b1',
  '00',
]
const RIGHTS = [
  '%(project_id)s',
  '%(user_id)s',
  '%(target.name)s',
  '%(missing)s',
  'on%(e)s',
  '%(e)s%(project_id)s',
  'one',
  "'one'",
  'two',
  'True',
  'None',
  '16',
  '-16',
  '1.5',
  '1e+16',
  '1e-05',
  '0',
  '100%%',
  '',
  'a:b',
]
const ROLES = ['admin', 'Admin', 'MEMBER', 'reader', '%(role)s', '%(missing)s', '']
const NAMES = ['a', 'b', 'c', 'd', 'compute:e']

/** One check by itself, without a reference to a rule. */
const leaf = fc.oneof(
  fc.constantFrom('@', '!', 'is_admin:True', 'is_admin:False', 'is_admin:true', 'is_admin:0'),
  fc.constantFrom(...ROLES).map((role) => `role:${role}`),
  fc
    .tuple(fc.constantFrom(...LEFTS), fc.constantFrom(...RIGHTS))
    .map(([left, right]) => `${left}:${right}`)
    // A piece with quotes at both ends would be a text, and no check.
    .filter((text) => !/^(['"]).*\1$/.test(text)),
)

/** A rule as somebody may have written it; refers only to rules that are named, so that nothing goes round in a circle. */
export function arbitraryRule(names: readonly string[]): fc.Arbitrary<string> {
  const single =
    names.length === 0
      ? leaf
      : fc.oneof(
          leaf,
          fc.constantFrom(...names).map((name) => `rule:${name}`),
        )
  const word = (...forms: string[]) => fc.constantFrom(...forms)
  const space = fc.constantFrom(' ', ' ', '  ', '\n', '\t ')
  return fc.letrec<{ rule: string }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4, depthSize: 'medium' },
      single,
      fc
        .tuple(tie('rule'), space, word('and', 'and', 'or', 'or', 'AND', 'Or'), space, tie('rule'))
        .map((all) => all.join('')),
      fc.tuple(word('not', 'Not'), space, tie('rule')).map((all) => all.join('')),
      fc
        .tuple(word('(', '( ', '(('), tie('rule'))
        .map(([open, rule]) => `${open}${rule}${open.startsWith('((') ? '))' : ')'}`),
    ),
  })).rule
}

const arbitraryList = fc.array(fc.array(leaf, { maxLength: 3 }), { maxLength: 3 })

export const arbitraryCase: fc.Arbitrary<ArbitraryCase> = fc
  .tuple(
    // Each rule refers to those behind it, and to one that may be nowhere.
    fc.tuple(
      ...NAMES.map((_, index) =>
        fc.oneof(
          { weight: 9, arbitrary: arbitraryRule([...NAMES.slice(index + 1), 'nowhere']) },
          { weight: 1, arbitrary: arbitraryList },
        ),
      ),
    ),
    fc.option(arbitraryRule([]), { nil: undefined }),
    fc.constantFrom('a', 'a', 'a', 'b', 'nowhere'),
    fc.record({
      project_id: fc.constantFrom('one', 'two'),
      user_id: fc.constantFrom('one', 'three'),
      domain_id: fc.constant(null),
      is_admin: fc.boolean(),
      is_admin_project: fc.boolean(),
      roles: fc.subarray(['admin', 'Member', 'reader', 'one']),
      user: fc.constant({ name: 'one' }),
      groups: fc.subarray([{ name: 'one' }, { name: 'two' }]),
      'project-id': fc.constantFrom('one', 'two'),
    }),
    fc.record(
      {
        project_id: fc.constantFrom('one', 'two'),
        user_id: fc.constantFrom('one', 'three'),
        'target.name': fc.constantFrom('one', 'True', 'None', '16'),
        role: fc.constantFrom('ADMIN', 'reader'),
        e: fc.constantFrom('e', ''),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([rules, fallback, ask, credentials, target]) => ({
    rules: {
      ...Object.fromEntries(NAMES.map((name, index) => [name, rules[index] ?? ''])),
      ...(fallback === undefined ? {} : { default: fallback }),
    },
    ask,
    credentials,
    target,
  }))

/** Pieces of rules in any order: few of these can be read. */
export const arbitrarySoup: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      leaf,
      fc.constantFrom(
        'and',
        'or',
        'not',
        '(',
        ')',
        'AND',
        '((',
        '))',
        '()',
        'rule:a',
        "'text'",
        '"',
        'word',
        ':',
        ':x',
      ),
      fc.constantFrom(
        'role:%',
        'role:%%',
        'role:%(x',
        'role:%(x)',
        'a b:c',
        'is:x',
        '1a:x',
        '007:x',
        "'a:b",
        "'a':'b'",
        '%(x)s:y',
      ),
      fc.constantFrom(
        '(role:a)',
        '(not',
        '!role:a',
        'a.b:c',
        'a.:c',
        '.a:c',
        'a..b:c',
        'a-b:c',
        'a-:c',
        'None:None',
        'class.x:y',
      ),
      fc.constantFrom(
        "u'x':x",
        'r"x":x',
        '1.:1',
        '.5:x',
        '1e5:x',
        '0x:x',
        '1__0:x',
        '+5:5',
        'http://h/%(x)s',
        'Role:admin',
      ),
    ),
    { maxLength: 6 },
  )
  .chain((pieces) =>
    fc
      .array(fc.constantFrom(' ', ' ', '  ', '\n', '\u00a0', '\u2003'), {
        minLength: pieces.length,
        maxLength: pieces.length,
      })
      .map((spaces) => pieces.map((piece, index) => `${piece}${spaces[index] ?? ''}`).join('')),
  )
