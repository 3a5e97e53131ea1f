import { isUtf8 } from 'node:buffer'
import express, { type Request, type RequestHandler } from 'express'
import * as v from 'valibot'

import { type Refusal, refuse } from '../errors.ts'

/** A fault in a body that a parser found; its message is fit to be answered. */
export class BadBody extends Error {
  override name = 'BadBody'
}

function refuseBadUtf8(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw new BadBody('The body is not UTF-8.')
}

/** Reads JSON objects up to `limitBytes`; other content types are refused by {@link parseJson}. */
export function jsonBody(limitBytes: number): RequestHandler {
  return express.json({ limit: limitBytes, strict: true, verify: refuseBadUtf8 })
}

/** Reads forms up to `limitBytes` and 20 parameters. */
export function formBody(limitBytes: number): RequestHandler {
  return express.urlencoded({
    limit: limitBytes,
    extended: false,
    parameterLimit: 20,
    verify: refuseBadUtf8,
  })
}

/** The parsed JSON body, or what is wrong with it. Never echoes what was sent. */
export function parseJson<T extends v.GenericSchema>(
  schema: T,
  request: Request,
): { value: v.InferOutput<T> } | Refusal {
  if (!request.is('application/json')) return refuse('unsupported_media_type')
  return parse(schema, request.body)
}

/** The parsed form; a repeated parameter is an error (RFC 6749 §3.2). */
export function parseForm<T extends v.GenericSchema>(
  schema: T,
  request: Request,
): { value: v.InferOutput<T> } | Refusal {
  if (!request.is('application/x-www-form-urlencoded')) {
    // RFC 6749 §3.2: whatever is wrong with the form of a request is an `invalid_request`.
    return refuse('bad_request', {
      detail: 'This address takes application/x-www-form-urlencoded.',
    })
  }
  const body: Record<string, unknown> = request.body ?? {}
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string')
      return refuse('bad_request', { detail: 'A parameter is repeated.' })
    if (value.includes('\uFFFD'))
      return refuse('bad_request', { detail: 'A parameter is not UTF-8.' })
    // RFC 6749 §3.1: a parameter without a value counts as left out.
    if (value === '') delete body[name]
  }
  return parse(schema, body)
}

function parse<T extends v.GenericSchema>(
  schema: T,
  input: unknown,
): { value: v.InferOutput<T> } | Refusal {
  const result = v.safeParse(schema, input)
  if (result.success) return { value: result.output }
  const path = v.getDotPath(result.issues[0])
  return refuse('bad_request', {
    // A name of the sender's own making is not repeated.
    detail: /^[a-z_]{1,32}$/.test(path ?? '')
      ? `"${path}" is missing or not valid.`
      : 'The body has not the documented form.',
  })
}
