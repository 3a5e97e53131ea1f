import { type Expression, type SqlBool, sql } from 'kysely'

const PREFIX = 'link_'

/**
 * Whether the device was made up for one link request of an OAuth client that has no device identity. A range would
 * depend on how the database sorts, and `like` takes the underscore for any letter.
 */
export function isClientDevice(deviceId: Expression<string>): Expression<SqlBool> {
  return sql`(substr(${deviceId}, 1, ${sql.lit(PREFIX.length)}) = ${sql.lit(PREFIX)})`
}
