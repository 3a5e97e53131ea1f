import type { Kysely } from 'kysely'

import { type Parameter, prepareQuery } from './prepared-query.ts'
import type { Misses, Store } from './store.ts'
import type { Tables } from './tables.ts'

type MissVerbs = Pick<Store, 'countMiss' | 'missesOf' | 'forgetMisses'>

const NONE: Misses = { count: 0, lastAt: 0 }

export function missQueries(db: Kysely<Tables>): MissVerbs {
  const add = prepareQuery(db, addMiss)
  const find = prepareQuery(db, findMisses)
  const forget = prepareQuery(db, deleteMisses)

  return {
    async countMiss(key, windowSeconds, now) {
      const { rows } = await add(db, { key, now, expiresAt: now + windowSeconds })
      return { count: rows[0]?.count ?? 1, lastAt: now }
    },

    async missesOf(keys, now) {
      const found: Misses[] = []
      for (const key of keys) {
        const { rows } = await find(db, { key, now })
        found.push(rows[0] ?? NONE)
      }
      return found
    },

    async forgetMisses(key) {
      await forget(db, { key })
    },
  }
}

function addMiss(
  db: Kysely<Tables>,
  parameter: Parameter<{ key: string; now: number; expiresAt: number }>,
) {
  return db
    .insertInto('misses')
    .values({
      key: parameter('key'),
      count: 1,
      last_at: parameter('now'),
      expires_at: parameter('expiresAt'),
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        count: eb
          .case()
          .when('misses.expires_at', '>', eb.ref('excluded.last_at'))
          .then(eb('misses.count', '+', 1))
          .else(1)
          .end(),
        last_at: eb.ref('excluded.last_at'),
        expires_at: eb.ref('excluded.expires_at'),
      })),
    )
    .returning('count')
}

function findMisses(db: Kysely<Tables>, parameter: Parameter<{ key: string; now: number }>) {
  return db
    .selectFrom('misses')
    .select(['count', 'last_at as lastAt'])
    .where('key', '=', parameter('key'))
    .where('expires_at', '>', parameter('now'))
}

function deleteMisses(db: Kysely<Tables>, parameter: Parameter<{ key: string }>) {
  return db.deleteFrom('misses').where('key', '=', parameter('key'))
}
