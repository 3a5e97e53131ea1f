import { type Compilable, type Expression, type Kysely, type QueryResult, sql } from 'kysely'

import type { Tables } from './tables.ts'

type Value = string | number | null

/** Stands in a query for the value that comes with each run. */
export type Parameter<Values> = <Name extends keyof Values & string>(
  name: Name,
) => Expression<Values[Name]>

export type PreparedQuery<Values, Row> = (
  on: Kysely<Tables>,
  values: Values,
) => Promise<QueryResult<Row>>

/**
 * Builds and compiles a query once, to be run many times on `db` or in a transaction of it: building costs several
 * times what SQLite needs to answer.
 */
export function prepareQuery<Values extends Record<string, Value>, Row>(
  db: Kysely<Tables>,
  build: (db: Kysely<Tables>, parameter: Parameter<Values>) => Compilable<Row>,
): PreparedQuery<Values, Row> {
  const compiled = build(db, (name) => sql`${new Placeholder(name)}`).compile()
  return (on, values) => {
    const parameters = compiled.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.name] : parameter,
    )
    return on.executeQuery<Row>({ ...compiled, parameters })
  }
}

class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}
