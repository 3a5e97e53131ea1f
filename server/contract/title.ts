import * as v from 'valibot'

/** Something to watch. `video` is a URL, relative to the server's base. */
export const Title = v.object({
  id: v.string(),
  title: v.string(),
  description: v.string(),
  /** `#RRGGBB`, the tile's colour. */
  color: v.string(),
  video: v.string(),
})
export type Title = v.InferOutput<typeof Title>

/** Answer of `GET /titles`, for bound devices. */
export const Titles = v.object({ titles: v.array(Title) })
export type Titles = v.InferOutput<typeof Titles>
