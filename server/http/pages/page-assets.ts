import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'

import { OperatorFault } from '../../errors.ts'

const PerPage = v.object({ link: v.string(), devices: v.string() })

/** What `phone-web/build.mjs` made for each page: the address of its script, and the text of its style. */
export const PageAssets = v.object({ files: PerPage, styles: PerPage })
export type PageAssets = v.InferOutput<typeof PageAssets>

/** @param distDir where `npm run build` put the apps */
export function readPageAssets(distDir: string): PageAssets {
  const path = join(distDir, 'phone-web', 'assets.json')
  try {
    return v.parse(PageAssets, JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new OperatorFault(`${path} is missing or stale. Build the apps first: npm run build`, {
      cause,
    })
  }
}
