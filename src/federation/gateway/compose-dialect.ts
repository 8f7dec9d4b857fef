import { Kind, visit, type DirectiveNode, type DocumentNode, type StringValueNode } from 'graphql'
import type { Service } from './compose-types.ts'

/** Of Federation 2: the newest minor version that the composer knows. */
const NEWEST_KNOWN = 9

/** Names of Federation that are not imported begin with it, unless a subgraph says otherwise. */
const NAMESPACE = 'federation'

/**
 * The same subgraph in the Federation that the composer knows: newer versions have only added to it, so that what a subgraph imports tells
 * whether it needs one (then the composer refuses that name); and what is called by a namespace of the subgraph's own has the usual one.
 */
export function inKnownDialect(service: Service): Service {
  let namespace: string | null = null
  let isChanged = false
  const linked: DocumentNode = visit(service.typeDefs, {
    Directive(directive) {
      const version = versionOf(directive)
      if (directive.name.value !== 'link' || version === null) return
      const as = textOf(directive, 'as')
      if (as !== null) namespace = as
      if (as === null && version <= NEWEST_KNOWN) return
      isChanged = true
      return {
        ...directive,
        arguments: (directive.arguments ?? []).flatMap((argument) => {
          if (argument.name.value === 'as') return []
          if (argument.name.value !== 'url' || argument.value.kind !== Kind.STRING) return [argument]
          return [{ ...argument, value: withVersion(argument.value, Math.min(version, NEWEST_KNOWN)) }]
        }),
      }
    },
  })
  if (!isChanged) return service
  return { ...service, typeDefs: namespace === null ? linked : renamed(linked, `${namespace as string}__`) }
}

const FEDERATION_2 = /^(https:\/\/specs\.apollo\.dev\/federation\/v2\.)(\d+)\/?$/

/** The minor version of Federation 2 that a link names. */
function versionOf(directive: DirectiveNode): number | null {
  const [, , minor] = FEDERATION_2.exec(textOf(directive, 'url') ?? '') ?? []
  return minor === undefined ? null : Number(minor)
}

function withVersion(url: StringValueNode, minor: number): StringValueNode {
  return { ...url, value: url.value.replace(FEDERATION_2, `$1${minor}`) }
}

function renamed(document: DocumentNode, prefix: string): DocumentNode {
  return visit(document, {
    Name: (name) =>
      name.value.startsWith(prefix)
        ? { ...name, value: `${NAMESPACE}__${name.value.slice(prefix.length)}` }
        : undefined,
  })
}

function textOf({ arguments: given = [] }: DirectiveNode, argument: string): string | null {
  const value = given.find(({ name }) => name.value === argument)?.value
  return value?.kind === Kind.STRING ? value.value : null
}
