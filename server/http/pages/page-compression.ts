import { constants } from 'node:zlib'
import compression from 'compression'
import type { RequestHandler } from 'express'

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_MODE, BROTLI_PARAM_LGWIN, BROTLI_MODE_TEXT } = constants

/** 64 KiB, three times a page. Its default of 4 MiB compresses no better, and is cleared for every answer. */
const WINDOW_BITS = 16

/**
 * Compresses a page as it goes: it is made for each who asks. There is no secret in it that a guess from outside could
 * be compared with (BREACH): the nonce is new each time, and nothing of the address is repeated.
 */
export function pageCompression(): RequestHandler {
  return compression({
    // At 4, its default, brotli is no better than gzip; above 5 it costs more than it saves.
    brotli: {
      params: {
        [BROTLI_PARAM_QUALITY]: 5,
        [BROTLI_PARAM_MODE]: BROTLI_MODE_TEXT,
        [BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      },
    },
  })
}
