import type { Response } from 'express'

import type { AccountExport } from '../../flow/account/export.ts'

/** A file for the person to keep, set out so that people can read it, too. */
export function sendExport(response: Response, copy: AccountExport): void {
  response
    .set('Content-Disposition', 'attachment; filename="couchlink-account.json"')
    .type('application/json')
    .send(`${JSON.stringify(copy, null, 2)}\n`)
}
