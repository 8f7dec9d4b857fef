import { STATEMENT_LIMIT_MS, TIME_LIMIT_MS } from './site.ts'

/** What stands above the tables in `docs/faults.md`. */
export const INTRODUCTION = `
# What a client gets when something upstream fails

Each row is a test (\`test/faults\`): a gateway on a real port, a cloud behind it, and a fault on the way between them or in what the
cloud says. \`npm run test:faults\` makes them all happen and compares this page with what it found; with \`-- -u\` it writes the page anew.

What holds in every row:

- **A failing upstream costs the fields that need it.** Each is null, with one error that has a code, the field's path, and
  \`extensions.affected\` where it is missing in several places. Everything else in the answer is there, and the HTTP status is 200.
- What Nova shows in part is shown in part, with \`UPSTREAM_PARTIAL\` at its path; a list of devices over all cells is null where one of them cannot
  be read, and those of the others can be had by leaving it out. Nothing that is incomplete looks whole.
- Only who cannot be signed in gets no answer at all: 401 where Keystone says no, 503 where Keystone says nothing.
- No error names a machine, an address, a file, SQL or a token, nor shows a stack trace. The log has the cause, beside the upstream's own
  request id.
- The first question after the fault is answered well, or the first after the five seconds for which an upstream is left alone when
  it has failed five times in a row, and the database of a cell when it fell silent three times in a row.

How to read the columns:

- **Within** is a bound, to which a busy machine may add its share. _The time limit_ is \`PCIGRAPH_UPSTREAM_TIMEOUT_MS\`, for a call with all its
  retries: 30 s unless configured, ${TIME_LIMIT_MS / 1000} s here. _The statement limit_ is \`PCIGRAPH_STATEMENT_TIMEOUT_MS\`: 10 s, ${STATEMENT_LIMIT_MS / 1000} s here.
- **Calls** are the requests that reached the upstream for what the fault is about (of a database: the statements that it was to run).
  GETs are repeated twice where that may help, 500 once; never after an answer that makes no sense, and not where \`Retry-After\` is
  longer than ten seconds.
`
