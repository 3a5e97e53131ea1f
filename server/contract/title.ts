import * as v from 'valibot'

/** Something to watch. Where its video lies is told only to a bound device, title by title. */
export const Title = v.object({
  id: v.string(),
  title: v.string(),
  description: v.string(),
  /** `#RRGGBB`: what the tile shows until its poster is there, or instead of one. */
  color: v.string(),
  /** URL of a picture, relative to the server's base; `null` where the TV paints one. */
  poster: v.nullable(v.string()),
})
export type Title = v.InferOutput<typeof Title>

/** Titles side by side, under a heading. */
export const Rail = v.object({
  id: v.string(),
  name: v.string(),
  titles: v.array(Title),
})
export type Rail = v.InferOutput<typeof Rail>

/** Answer of `GET /titles`, for bound devices. */
export const Catalogue = v.object({ rails: v.array(Rail) })
export type Catalogue = v.InferOutput<typeof Catalogue>

/** Words on the picture (WebVTT). */
export const Captions = v.object({
  /** Language tag (RFC 5646). */
  lang: v.string(),
  /** As a person chooses it. */
  label: v.string(),
  /** URL, relative to the server's base. */
  url: v.string(),
})
export type Captions = v.InferOutput<typeof Captions>

/** Answer of `GET /titles/:id/media`, for bound devices: where the video lies for this device, and how long. */
export const Media = v.object({
  /** URL, relative to the server's base. It carries a media token. */
  url: v.string(),
  /** `file` plays as it is, `hls` is a playlist (RFC 8216). */
  type: v.picklist(['file', 'hls']),
  /** Seconds for which the URLs are good, as long as the binding stands. */
  expires_in: v.number(),
  captions: v.array(Captions),
})
export type Media = v.InferOutput<typeof Media>
