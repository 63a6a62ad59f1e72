"""Words that every question has and none is about, folded and stemmed as the index has them."""

from fairlead.infra.words import terms

_ENGLISH = (
    "a about again also am an and any are as at be been but by can cant could did do does doesnt dont for from get got had "
    "has have hello help hey hi how i id if im in is it its ive just know let like me my need not now of on or our please "
    "should so some still tell than thanks that the their them then there these they this to us want was we were what whats "
    "when where which who why will with would you your am m re ve ll s t there happen happens happened really else"
)
_OTHERS = {
    "ar": "ما ماذا ماهو هل كيف لماذا ليش ليه متى اين وين كم من في على الى عن مع ان انا انت هذا هذه ذلك التي الذي لم لا لن قد كان "
    "كانت هو هي و ب ل اريد ابغى ممكن لو سمحت سمحتم من فضلك فضلكم ساعدوني مساعدة عندي لدي لي يا بعد قبل ثم او اذا كل شي شيء علي "
    "السلام عليكم مرحبا اخي استطيع اقدر يمكن يمكنني بدي عايز ايش شو عشان لان حتى الان",
    "es": "a al alguien ayuda ayudenme buenas buenos como con cual cuando cuanto de del desde dias donde e el ella en es esta "
    "estan este esto favor gracias hacer hago hay hola la las le les lo los me mi mis necesito nos o para pero por porfa porque "
    "pude puede pueden puedo que qué quiero se ser si sin sobre su sus tardes te tengo tiene tu un una urgente ya y yo",
    "fr": "a au aux avec ce cela ces comment dans de des du elle en est et il je la le les mon ma mes nous ou où par pas "
    "pour pourquoi puis que quel quelle quels qui sa se ses si sont sur un une vous",
    "de": "an auf bei das dem den der die ein eine er es für habe ich im in ist kann mein meine mit nicht oder sich sie "
    "und von wann warum was wenn wer wie wir wo zu",
    "pt": "a ao aos as com como da de do e em eu há meu minha não o onde os para por porque posso qual quando que se um uma",
    "ru": "а без бы в вы где для до его если есть и из или к как какой когда который ли мне могу мой моя мою на не но о "
    "от по почему при с со так то у чем что чтобы это я",
}
# Written without spaces: their pairs of characters are what a question ends in.
_JAPANESE = (
    "です ます ません ました ませんでした でした ですか ますか たい たいです ください してください 教えてください どうすれば "
    "どうしたら いいですか よいですか ですが のですが んですが けど なぜ どうして どこ いつ いくら どれ どのくらい どうやって "
    "について ために から まで という している しています されている していた してしまった してしまいました なのに のに "
    "では には とは った って れた して した する できる できます できない できません こんにちは すみません お願いします "
    "おねがい 助けて ある あります ない ないです ありません なりました なった さん"
)
_CHINESE = (
    "怎么 怎么办 怎样 什么 为什么 如何 哪里 哪个 哪些 请问 你们 我们 他们 可以 能否 能不能 是不是 有没有 一下 这个 那个 "
    "一个 我 的 了 吗 呢 是 在 有 和 你好 您好 多少 么办 怎么样 这样 那样 现在 如果 还是 但是 因为 所以 需要 应该 应当"
)


def _stemmed() -> frozenset[str]:
    texts = [(_ENGLISH, "en"), (_JAPANESE, "ja"), *((words, locale) for locale, words in _OTHERS.items())]
    found = {term.text for words, locale in texts for term in terms(words, locale)}
    return frozenset(found | set(_CHINESE.split()))


STOP_WORDS = _stemmed()

# When it happened and how much it was: part of the story, not of what the question is about.
_WHEN = """
yesterday today now ago since hour hours minute minutes min mins day days week weeks month morning night evening long
already still yet just again last earlier recently
昨天 今天 现在 刚才 刚刚 小时 一小时 分钟 半天 一天 两天 三天 早上 晚上 上午 下午 之前 前 已经 还 还是 到现在 一直 很久 好久 都
"""
_WHEN_ELSEWHERE = {
    "es": "ayer hoy ahora hace hora horas minuto minutos dia dias semana semanas mes mañana noche tarde rato todavia aun sigue "
    "ultimo",
    "ja": "昨日 今日 今朝 先週 時間 分前 日前 週間 一週 間前 先月 朝 夜 まだ もう さっき ずっと",
    "ar": "امس اليوم الان ساعة ساعات ساعتين دقيقة دقائق يوم يومين ايام اسبوع اسبوعين شهر الصباح الليل منذ لسه لسا للحين "
    "بعد مازال",
}
CIRCUMSTANCES = frozenset(_WHEN.split()) | {
    term.text for locale, words in _WHEN_ELSEWHERE.items() for term in terms(words, locale)
}
