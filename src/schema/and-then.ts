/**
 * Goes on with a value that may already be here: synchronously then, so that a level that was fetched ahead costs no
 * promise a field. (Not named `then`: import() takes a module that exports a `then` for a promise.)
 */
export function andThen<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value)
}
