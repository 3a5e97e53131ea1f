import express, { type Request, type RequestHandler, type Router } from 'express'
import * as v from 'valibot'

import { RenameRequest } from '#contract/device'
import { DeviceId } from '#contract/ids'

import { isRefusal, refuse } from '../../errors.ts'
import { devicesSeen, takenHeard } from '../../flow/account/devices-seen.ts'
import { myDevices } from '../../flow/account/my-devices.ts'
import { renameDevice } from '../../flow/account/rename-device.ts'
import { signOutDevices } from '../../flow/account/sign-out-devices.ts'
import { disown } from '../../flow/device/disown.ts'
import type { Parts } from '../../flow/parts.ts'
import { jsonGuards } from '../account-of.ts'
import { parseJson } from '../body.ts'
import { onlyAccounts } from '../by-account.ts'
import type { Callers } from '../caller.ts'
import { methodNotAllowed } from '../errors.ts'
import { sendRefusal, sendResult } from '../respond.ts'

/** `POST /devices/seen`: when the list was made, for whoever has looked at one; without a body, now. */
const SeenRequest = v.strictObject({ at: v.pipe(v.number(), v.integer(), v.minValue(0)) })

/**
 * A person's TVs, for scripts and apps; browsers that ask for a page get the one of `devices-page.ts`, whose router
 * stands before this one. All of it only looks or takes away, so that a live session is proof enough.
 */
export function myDevicesRoutes(parts: Parts, callers: Callers): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  const guards = jsonGuards(parts, callers)
  const byAccount = onlyAccounts(parts, callers)

  router
    .route('/devices')
    .get(
      ...guards,
      byAccount(async (account, caller, _request, response) => {
        response.vary('Accept').json(await myDevices(parts, account, caller))
      }),
    )
    .delete(
      ...guards,
      byAccount(async (account, _caller, _request, response) => {
        response.json({ ended: await signOutDevices(parts, account, null) })
      }),
    )
    .all(methodNotAllowed('GET', 'DELETE'))

  router
    .route('/devices/seen')
    .post(
      ...guards,
      byAccount(async (account, _caller, request, response) => {
        const bare = request.headers['content-type'] === undefined
        const parsed = bare ? { value: { at: parts.now() } } : parseJson(SeenRequest, request)
        if (isRefusal(parsed)) return sendRefusal(response, parsed)
        await devicesSeen(parts, account, parsed.value.at)
        await takenHeard(parts, account, parsed.value.at)
        response.json({})
      }),
    )
    .all(methodNotAllowed('POST'))

  router
    .route('/devices/:id')
    .all(deviceIdOnly)
    .patch(
      ...guards,
      byAccount(async (account, _caller, request, response) => {
        const parsed = parseJson(RenameRequest, request)
        if (isRefusal(parsed)) return sendRefusal(response, parsed)
        const { name } = parsed.value
        sendResult(response, (await renameDevice(parts, account, idOf(request), name)) ?? {})
      }),
    )
    .delete(
      ...guards,
      byAccount(async (account, _caller, request, response) => {
        await signOutDevices(parts, account, idOf(request))
        response.json({})
      }),
    )
    .all(methodNotAllowed('PATCH', 'DELETE'))

  router
    .route('/devices/:id/disown')
    .all(deviceIdOnly)
    .post(
      ...guards,
      byAccount(async (account, _caller, request, response) => {
        sendResult(response, await disown(parts, account, idOf(request)))
      }),
    )
    .all(methodNotAllowed('POST'))
  return router
}

/** A path that cannot name a device is nobody's. */
const deviceIdOnly: RequestHandler = (request, response, next) => {
  if (v.is(DeviceId, idOf(request))) next()
  else sendRefusal(response, refuse('not_found'))
}

function idOf(request: Request): string {
  return String(request.params['id'])
}
