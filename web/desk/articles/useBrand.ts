/** Whose help center a page is about, as its address says; the first one of the reader's own is the usual one. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { useSession } from '../stores/session'

export function useBrand() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const brands = computed(() => session.me?.brands ?? [])
  const brand = computed(() => brands.value.find((one) => one.key === route.query['brand']) ?? brands.value[0])
  const key = computed(() => brand.value?.key ?? '')
  /** For the addresses of the pages beside this one. */
  const usual = computed((): Record<string, string> => (key.value === brands.value[0]?.key ? {} : { brand: key.value }))

  /** What else the address said was about the other one. */
  const pick = (wanted: string) => router.replace({ name: route.name ?? 'articles', query: { brand: wanted } })

  return { brands, brand, key, usual, pick }
}
