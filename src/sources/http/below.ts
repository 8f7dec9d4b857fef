/** A URL below another: `below(root, 'auth', 'tokens')`. Each part is one segment, whatever characters it has. */
export function below(root: URL, ...segments: readonly string[]): URL {
  const impossible = segments.find((part) => !isSegment(part))
  if (impossible !== undefined) throw new Error(`'${impossible}' cannot be part of a URL's path`)
  const url = new URL(root)
  url.pathname = [root.pathname.replace(/\/+$/, ''), ...segments.map((part) => encodeURIComponent(part))].join('/')
  return url
}

/** These would lead to another path, encoded or not. What is looked up by such an id is nothing that exists. */
export function isSegment(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && part.isWellFormed()
}
