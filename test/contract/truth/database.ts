import { createConnection } from 'mysql2/promise'
import Database from 'better-sqlite3'
import { z } from 'zod'

/** A database that answers one statement after another. Dates come as the text that is stored: naive UTC. */
export type TruthDatabase = {
  select<Row>(row: z.ZodType<Row>, statement: string): Promise<Row[]>
  close(): Promise<void>
}

/** Opens `mysql://…` or `sqlite:PATH`, to read. */
export async function openTruthDatabase(url: string): Promise<TruthDatabase> {
  if (url.startsWith('sqlite:')) {
    const database = new Database(url.slice('sqlite:'.length), { readonly: true })
    return {
      select: (row, statement) => Promise.resolve(z.array(row).parse(database.prepare(statement).all())),
      close: () => Promise.resolve(void database.close()),
    }
  }
  const connection = await createConnection({ uri: url, dateStrings: true })
  return {
    select: async (row, statement) => z.array(row).parse((await connection.query(statement))[0]),
    close: () => connection.end(),
  }
}
