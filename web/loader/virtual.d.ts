declare module 'virtual:tokens' {
  /** Declarations for light, and what differs from them in the dark. */
  export const light: string
  export const dark: string
}
