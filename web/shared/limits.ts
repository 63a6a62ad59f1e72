import type { Limits } from '@/api/types'

/** The most a file of this type may be. What the browser cannot name, or nobody has told us yet, the server looks at itself. */
export const mostBytes = ({ file_types }: Limits, { type }: File): number => file_types[type] ?? (Math.max(0, ...Object.values(file_types)) || Infinity)
