/** A way in which somebody could learn of what is not his: how it is closed, or why it stays. */
export type Channel =
  { readonly way: string; readonly closed: string } | { readonly way: string; readonly stays: string }

export const CHANNELS = {
  'a server of others, or none': {
    way: 'An id is answered otherwise where there is such a server, of another project, than where there is none.',
    closed: 'Both are null without an error in the graph, and the same 404 over REST.',
  },
  'a device of others, or none': {
    way: 'The same with the id of a device, of either version, or with its slot.',
    closed: 'As an entity both are null; everywhere else the rule refuses before anything is looked up.',
  },
  'a hypervisor, a project or a private flavor, or none': {
    way: 'The same with hypervisors, projects and flavors that are not for everybody.',
    closed: 'Nova and Keystone refuse the kind of question, and lists that leave them out are all that is looked into.',
  },
  'host details of own devices': {
    way: 'Serial numbers, MACs, addresses, times and requests of own devices are those of a host and of its other tenants.',
    closed: 'None is in any answer to who is no admin: all of them are one rule, pcigraph:device:host_details.',
  },
  'filters, orders and groups': {
    way: 'A list that is sieved, ordered or grouped by what is hidden tells it, bit by bit.',
    closed: 'Whoever may not see a field may not ask by it, whatever the value: FORBIDDEN.',
  },
  'counts and pages': {
    way: '`totalCount`, groups and `hasNextPage` count the rows of others.',
    closed: 'The project is in the WHERE of the statement that counts and pages; nothing is left out afterwards.',
  },
  'cursors and cells': {
    way: 'Base64 is no secret: a cursor carries the name of a cell, or lets one ask for it.',
    closed:
      'To who may not see cells it carries a number, names are no cursors from him, and every number beyond the last is the end.',
  },
  'cursors of others': {
    way: 'A cursor that another project was given stands for one of its servers or devices.',
    closed: 'Cursors are bound to the project of the token, as to the filter and the order.',
  },
  'order of errors': {
    way: 'Errors in the order of their arrival tell which upstream was the quicker, now.',
    closed: 'They come in the order of the document.',
  },
  'texts of errors': {
    way: 'An error names a host, a cell, a rule that names a project, or what somebody else has.',
    closed: 'Refusals name the rule and the roles of the token; a dead cell has no name for who may not see cells.',
  },
  '`affected`': {
    way: 'How many places an error is for counts what was left out.',
    closed: 'Only places of the answer itself are counted.',
  },
  'receipts and plans of calls': {
    way: 'How many calls an answer took depends on what the gateway has learned: lengths of lists, versions, cached tokens.',
    closed:
      'Lengths are learned for each project and list; a receipt among others who ask the same is the receipt of who asks alone.',
  },
  'shared calls': {
    way: 'Equal calls that are under way together are one: its answer is that of whoever came first.',
    closed: 'Calls, and whole questions, are equal only with the same token.',
  },
  'headers of answers': {
    way: 'Lengths of compressed answers, counters in request ids, caches in between.',
    closed:
      'What is compressed is the caller’s own answer, whole and with nothing of others in it; request ids are random, and no answer may be stored.',
  },
  'the schema': {
    way: 'Introspection, `_service` and the suggestions in errors of validation name fields.',
    closed: 'They are the same for everybody and made from the program alone; `contract: project` serves less.',
  },
  databaseId: {
    way: 'Row ids are given in sequence: the highest one owned bounds how many devices the cell ever had, and near ones may share a host.',
    stays:
      'An owner needs it for the os-pci API, whose id it is. Which of the own servers share a host, `hostId` tells in Nova too.',
  },
  'ids of version 5': {
    way: 'A row without a uuid has one that is made of cell, hypervisor and address.',
    stays:
      'It is a hash with the random UUID of the hypervisor in it, which is nowhere told to who may not see hypervisors.',
  },
  'order of devices': {
    way: 'Without an order, devices come cell by cell and row by row: which of the own ones share a cell can be guessed.',
    stays: 'It is about own devices alone, and says neither how a cell is called nor what else is in it.',
  },
  'status of own devices': {
    way: 'CLAIMED and two sets of devices tell that an own server is being moved.',
    stays: "Nova's own status of the server, RESIZE or MIGRATING, says so before.",
  },
  'hostId and availability zone': {
    way: 'Own servers with the same `hostId` share a host.',
    stays: 'Nova shows it to owners, as a hash with the project in it: those of two projects cannot be compared.',
  },
  'Nova’s own markers': {
    way: 'Nova pages from any server’s id, whosever it is: who knows one of another project learns where it stands in an order.',
    stays:
      'Nova answers so to the same token without the gateway. Cursors of the graph made by hand, and `marker` over REST, do what Nova does.',
  },
  flavors: {
    way: 'Extra specs of public flavors name PCI aliases, traits and sometimes host aggregates.',
    stays: 'Nova shows them to every project; where its policy hides them they are null here.',
  },
  'a cell that is down': {
    way: 'Own devices that may be in a dead cell are null with an error: that some part of the cloud is down is seen.',
    stays:
      'Half a list must never look whole. Nova tells the same by servers of status UNKNOWN. Which cell it is, and of how many, is not told.',
  },
  'time to count and to page': {
    way: 'A statement reads rows of others before it leaves them out, so that its time grows with the cell.',
    stays:
      'It is a coarse measure of how large a cloud is. Statement times are in no receipt of who may not see cells, and own servers are read by an index.',
  },
  caches: {
    way: 'A document that somebody has asked before is parsed already; a cache that others fill forgets one’s own entry sooner.',
    stays:
      'What is kept of others is texts of documents and lengths of lists, for thousands of them: their use is seen in microseconds, their content never. Counts are kept by project, as long as nothing is written to an SQLite file: that something was is seen. Tokens are kept under a keyed hash for ten seconds.',
  },
  load: {
    way: 'Waiting, OVERLOADED, and a circuit breaker that has opened tell that others ask much, or that an upstream fails.',
    stays:
      'Whatever is shared can be felt. A caller’s own share is limited, so that one alone can neither fill it nor measure another’s.',
  },
  'the log, figures and traces': {
    way: 'A line of the log has the project, the operation’s name and the codes of a request.',
    stays: 'They are the operator’s, who can read the databases anyway; no document, variable or token is among them.',
  },
} as const satisfies Readonly<Record<string, Channel>>

export type ChannelName = keyof typeof CHANNELS

type Closed = { [Name in ChannelName]: (typeof CHANNELS)[Name] extends { closed: string } ? Name : never }[ChannelName]
export type ClosedChannelName = Closed

/** As docs/security.md has it. */
export function describeChannels(): string {
  const rows = Object.entries<Channel>(CHANNELS).map(([name, channel]) =>
    'closed' in channel
      ? `| **${capital(name)}** | ${channel.way} | Closed: ${channel.closed} |`
      : `| **${capital(name)}** | ${channel.way} | Stays: ${channel.stays} |`,
  )
  return ['| Channel | What could be learned | |', '| --- | --- | --- |', ...rows].join('\n')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
