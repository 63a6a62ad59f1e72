export {}
document.documentElement.dataset['fairlead'] = ''
