/** What Nova's context gives to rules, as oslo.context names it. */
export const CREDENTIAL_NAMES: ReadonlySet<string> = new Set([
  'user_id',
  'user_domain_id',
  'system_scope',
  'domain_id',
  'project_id',
  'project_domain_id',
  'roles',
  'is_admin',
  'is_admin_project',
  'service_user_id',
  'service_user_domain_id',
  'service_project_id',
  'service_project_domain_id',
  'service_roles',
])

/** What a thing that is asked about is known by; `user_id` is there without a value. */
export const TARGET_KEYS: ReadonlySet<string> = new Set(['project_id', 'tenant_id', 'user_id'])
