"""What the made-up exchanges' own pages say, in each language one of them speaks."""

LANGUAGES = {"en": "English", "zh-CN": "简体中文", "es": "Español", "ja": "日本語", "ar": "العربية"}

WORDS = {
    "en": {
        "main": "Main",
        "trade": "Trade",
        "help": "Help center",
        "languages": "Languages",
        "about": "This is a made-up exchange for trying Fairlead. The button in the corner comes from one line of code; "
        "behind it is the support desk.",
        "who": "Who are you?",
        "switch": "Switch who is signed in, and see what the desk sees.",
        "out": "Signed out",
        "visitor": "A visitor, unverified",
        "contact": "Contact support",
    },
    "zh-CN": {
        "main": "导航",
        "trade": "交易",
        "help": "帮助中心",
        "languages": "语言",
        "about": "这是演示用的虚构交易所页面。右下角的按钮由一行代码嵌入,里面就是客服。",
        "who": "您是谁?",
        "switch": "切换登录状态,看看客服端看到的差别。",
        "out": "未登录",
        "visitor": "访客,未经验证",
        "contact": "联系客服",
    },
    "es": {
        "main": "Principal",
        "trade": "Operar",
        "help": "Centro de ayuda",
        "languages": "Idiomas",
        "about": "Este es un exchange inventado para probar Fairlead. El botón de la esquina sale de una sola línea de código; "
        "detrás está el soporte.",
        "who": "¿Quién es usted?",
        "switch": "Cambie quién ha iniciado sesión y vea lo que ve el soporte.",
        "out": "Sin sesión",
        "visitor": "Visitante sin verificar",
        "contact": "Contactar con soporte",
    },
    "ja": {
        "main": "メイン",
        "trade": "取引",
        "help": "ヘルプセンター",
        "languages": "言語",
        "about": "Fairlead をお試しいただくための架空の取引所です。隅のボタンは 1 行のコードで埋め込まれ、その先がサポートです。",
        "who": "どなたですか?",
        "switch": "ログインする人を切り替えて、サポート側の見え方をご覧ください。",
        "out": "ログアウト中",
        "visitor": "未確認の訪問者",
        "contact": "サポートに問い合わせる",
    },
    "ar": {
        "main": "القائمة الرئيسية",
        "trade": "التداول",
        "help": "مركز المساعدة",
        "languages": "اللغات",
        "about": "هذه منصة مختلقة لتجربة Fairlead. الزر في الزاوية مضمّن بسطر برمجي واحد، وخلفه مكتب الدعم.",
        "who": "من أنت؟",
        "switch": "بدّل المستخدم المسجّل دخوله وشاهد ما يراه مكتب الدعم.",
        "out": "غير مسجّل الدخول",
        "visitor": "زائر غير موثّق",
        "contact": "تواصل مع الدعم",
    },
}
