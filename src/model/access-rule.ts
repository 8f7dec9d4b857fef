/** One request that an application credential may be used for. A credential that has such rules is good for nothing else. */
export type AccessRule = {
  /** Type of the service in the catalog: `compute`. */
  readonly service: string
  /** `GET`. */
  readonly method: string
  /** A pattern of `{tag}`, `*` and `**`: `/v2.1/servers/{server_id}`. */
  readonly path: string
}
