/** A URL below another: `below(root, 'auth', 'tokens')`. Each part is one segment, whatever characters it has. */
export function below(root: URL, ...segments: readonly string[]): URL {
  const url = new URL(root)
  url.pathname = [root.pathname.replace(/\/+$/, ''), ...segments.map((part) => encodeURIComponent(part))].join('/')
  return url
}
