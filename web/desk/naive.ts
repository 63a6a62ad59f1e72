/** Naive UI in our tokens: it computes with colours, so it is handed the values of now and not the names of variables. */
import type { GlobalThemeOverrides } from 'naive-ui'

export function themeOverrides(): GlobalThemeOverrides {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    common: {
      fontFamily: token('font'),
      fontFamilyMono: token('mono'),
      fontSize: token('t-b'),
      borderRadius: token('radius-s'),
      primaryColor: token('accent'),
      primaryColorHover: token('accent'),
      primaryColorPressed: token('accent'),
      textColorBase: token('ink'),
      textColor1: token('ink'),
      textColor2: token('ink-2'),
      textColor3: token('ink-3'),
      bodyColor: token('bg'),
      cardColor: token('surface'),
      modalColor: token('raised'),
      popoverColor: token('raised'),
      dividerColor: token('line'),
      borderColor: token('line-strong'),
      boxShadow2: token('shadow-2'),
      cubicBezierEaseInOut: 'ease-out',
      cubicBezierEaseOut: 'ease-out',
      cubicBezierEaseIn: 'ease-out',
    },
    Tooltip: {
      color: token('ink'),
      textColor: token('surface'),
      borderRadius: token('radius-s'),
      padding: '4px 8px',
      boxShadow: token('shadow-1') || 'none',
    },
    Popover: {
      color: token('raised'),
      borderRadius: token('radius'),
      boxShadow: token('shadow-2'),
      padding: '0',
      space: '6px',
      spaceArrow: '8px',
    },
  }
}
