import * as v from 'valibot'

import { color } from './config-entries.ts'

/** More rails than anybody scrolls through on a sofa … */
const MAX_RAILS = 20
/** … more titles than anybody walks past with a remote … */
const MAX_TITLES_A_RAIL = 200
/** … and in all as many as a TV of 2018 holds without feeling it: about 500 bytes each. */
const MAX_TITLES = 1000
/** As many languages as a disc carries. */
const MAX_CAPTIONS = 32
/** Longer than any address that a person has typed; a signed one is made of it and has to fit into a request. */
const MAX_URL = 1024

const id = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/, 'lower-case letters, digits and dashes'))

/** Nothing in it needs an escape or climbs, so that it is the same in a URL, in a token and on the disk. */
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

const media = v.pipe(
  v.string(),
  v.maxLength(MAX_URL),
  v.check(
    (text) => isUrl(text) || (PATH.test(text) && text.includes('/')),
    'an http or https URL, or a file in a folder below the media folder such as clip/clip.mp4',
  ),
)

const poster = v.pipe(
  v.string(),
  v.maxLength(MAX_URL),
  v.check(
    (text) => isUrl(text) || PATH.test(text),
    'an http or https URL, or a path below the base',
  ),
)

/** Something to watch, with what only the server knows of it: where its video lies. */
export const TitleEntry = v.strictObject({
  id,
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  description: v.optional(v.pipe(v.string(), v.maxLength(400)), ''),
  color,
  poster: v.optional(v.nullable(poster), null),
  video: media,
  /** `file` plays as it is, `hls` is a playlist (RFC 8216). Unset, the ending `.m3u8` says so. */
  type: v.optional(v.nullable(v.picklist(['file', 'hls'])), null),
  /** WebVTT. */
  captions: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          /** RFC 5646. */
          lang: v.pipe(
            v.string(),
            v.regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/, 'a language tag'),
          ),
          label: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
          url: media,
        }),
      ),
      v.maxLength(MAX_CAPTIONS),
    ),
    [],
  ),
})
export type TitleEntry = v.InferOutput<typeof TitleEntry>

const RailEntry = v.strictObject({
  id,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  titles: v.pipe(
    v.array(TitleEntry),
    v.maxLength(MAX_TITLES_A_RAIL),
    v.check((titles) => areDistinct(titles), 'titles that stand once in their rail'),
  ),
})
export type RailEntry = v.InferOutput<typeof RailEntry>

/** What there is to watch, as config.json or the operator's own server says it. */
export const Rails = v.pipe(
  v.array(RailEntry),
  v.maxLength(MAX_RAILS),
  v.check((rails) => areDistinct(rails), 'rails of different ids'),
  v.check(
    (rails) => rails.reduce((count, { titles }) => count + titles.length, 0) <= MAX_TITLES,
    `at most ${MAX_TITLES} titles in all`,
  ),
  v.check(
    (rails) => eachIdMeansOneTitle(rails),
    'titles that are the same wherever they stand in several rails',
  ),
)

function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s\\]+$/.test(text) && URL.canParse(text)
}

function areDistinct(entries: readonly { id: string }[]): boolean {
  return new Set(entries.map((entry) => entry.id)).size === entries.length
}

/** A film may stand under "New" and under "Drama"; but a TV that plays it names it by its id alone. */
function eachIdMeansOneTitle(rails: readonly RailEntry[]): boolean {
  const known = new Map<string, string>()
  for (const entry of rails.flatMap(({ titles }) => titles)) {
    const content = JSON.stringify(entry)
    if ((known.get(entry.id) ?? content) !== content) return false
    known.set(entry.id, content)
  }
  return true
}
