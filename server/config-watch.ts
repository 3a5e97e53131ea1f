import * as v from 'valibot'

import { isHttpsOrLoopback, seconds } from './config-entries.ts'

const origin = v.pipe(
  v.string(),
  v.check(
    (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'an origin such as https://media.example',
  ),
)

/** Where there is something to watch, and how bound TVs get at it. */
export const WATCH_SETTINGS = {
  /** Where the operator's own server says what there is to watch, as JSON `{"rails": […]}` in the form of `rails`. */
  catalogueUrl: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.maxLength(1024),
        v.check(isHttpsOrLoopback, 'an https URL (http only on this machine)'),
      ),
    ),
    null,
  ),
  /** How old that answer may grow before it is asked for again; the last good one lasts while their server is away. */
  catalogueSeconds: v.optional(v.pipe(seconds, v.minValue(1)), 60),
  /** A thousand titles of a kilobyte each. */
  catalogueBytes: v.optional(v.pipe(seconds, v.minValue(256)), 1_048_576),
  /** How long the address of a video elsewhere is good: a server that checks it knows of an unbinding so late. */
  mediaSeconds: v.optional(v.pipe(seconds, v.minValue(10)), 600),
  /** Ours reads the binding at each request; longer, because a set's own player stalls for a moment when it has to ask anew. */
  ownMediaSeconds: v.optional(v.pipe(seconds, v.minValue(10)), 3600),
  /** Origins of videos, captions and posters elsewhere that do not stand in `rails`, for the policy of the TV's page. */
  origins: v.optional(v.pipe(v.array(origin), v.maxLength(20)), []),
  /** Where videos lie that are named by a path, relative to the working directory; unset, those that come with Couchlink. */
  mediaDir: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1))), null),
}
