import { type Logger, pino } from 'pino'

export type { Logger }

/**
 * JSON lines on standard output, or sentences where a person is looking. What may be logged is listed by whoever logs:
 * ids, routes, codes and moments; never a token, a code, a handle, a password or a cookie.
 */
export function createLog(level: string, pretty: boolean): Logger {
  if (!pretty) return pino({ level, base: null })
  return pino({
    level,
    base: null,
    transport: {
      target: 'pino-pretty',
      options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname', colorize: true },
    },
  })
}
