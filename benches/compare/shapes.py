#!/usr/bin/env python3
"""Hostile shapes at four-fold sizes, by processor time: shapes.py PULLQUOTE [text] [html]

Prints the shapes whose time grows faster than the text, up to a megabyte; without a line but `end`
there is none.
"""
import json, math, os, resource, subprocess, sys

PQ = sys.argv[1]
S="The minister said on Monday that the old bridge over the river would be closed until winter. "
names=["Anna Keller","Bruno Maier","Clara Novak","David Stone","Elena Rossi","Frank Weber"]
def rep(u,n): return (u*(n//len(u)+1))[:n]
def uniq(n):
    out=[];l=0;i=0
    while l<n:
        s=f"Item {i} was sold to buyer {i*7919%100003} for {i*31} crowns in town {i*104729%9973}. "; out.append(s); l+=len(s); i+=1
    return ''.join(out)
def shapes_text():
    yield 'letters without a blank', lambda n: 'a'*n
    yield 'cjk without a blank', lambda n: '漢'*(n//3)
    yield 'words one line', lambda n: rep('word ',n)
    yield 'prose one line', lambda n: uniq(n)
    yield 'same sentence', lambda n: rep(S,n)
    yield 'same sentence lines', lambda n: rep(S+'\n\n',n)
    yield 'lines of one letter', lambda n: rep('a\n',n)
    yield 'short lines', lambda n: ''.join(f'Line {i}\n' for i in range(n//9))
    yield 'blank lines', lambda n: '\n'*n
    yield 'spaces', lambda n: ' '*n
    for q in ['"','“','”',"'",'«','‘',"''",'“”','" ']:
        yield f'marks {q!r}', (lambda q: lambda n: rep(q,n))(q)
    yield 'opening marks with words', lambda n: rep('“We are here now ',n)
    yield 'straight marks with words', lambda n: rep('"We are here now" ',n)
    yield 'quotes said', lambda n: rep('“We are here now,” he said. ',n)
    yield 'quotes by names', lambda n: ''.join(f'“We sold lot {i} today,” said {names[i%6]}. ' for i in range(n//45))
    yield 'apostrophes', lambda n: rep("it's ",n)
    yield 'capitalised words', lambda n: rep('Anna ',n)
    yield 'capitalised unique', lambda n: ''.join('N'+''.join(chr(97+(i*7919//26**k)%26) for k in range(5))+' ' for i in range(n//7))
    yield 'unique people', lambda n: ''.join(f'Anna {"B"+"".join(chr(97+(i*7919//26**k)%26) for k in range(5))} came. ' for i in range(n//17))
    yield 'same surname', lambda n: ''.join(f'{"B"+"".join(chr(97+(i*7919//26**k)%26) for k in range(5))} Keller came. ' for i in range(n//19))
    yield 'initials', lambda n: rep('A. ',n)
    yield 'initials tight', lambda n: rep('A.B.',n)
    yield 'full stops', lambda n: '.'*n
    yield 'ellipses', lambda n: rep('… ',n)
    yield 'questions', lambda n: rep('?! ',n)
    yield 'dashes', lambda n: rep('— ',n)
    yield 'digits', lambda n: '1'*n
    yield 'numbers', lambda n: rep('12 ',n)
    yield 'dates', lambda n: rep('26 June 2025 ',n)
    yield 'dates lines', lambda n: rep('26-06-2025\n',n)
    yield 'urls', lambda n: rep('https://example.org/a/b?c=d ',n)
    yield 'url long', lambda n: 'https://example.org/'+'a'*n
    yield 'lt', lambda n: '<'*n
    yield 'p tags in text', lambda n: rep('<p>',n)
    yield 'brackets', lambda n: rep('[',n)
    yield 'parens', lambda n: rep('(a',n)
    yield 'entities', lambda n: rep('&amp;',n)
    yield 'share lines', lambda n: rep('Share on Facebook\nTweet\n',n)
    yield 'bullets', lambda n: rep('• item\n',n)
    yield 'ad placeholders', lambda n: rep('[ad_1]\n',n)
    yield 'titles', lambda n: rep('President Mr. Dr. ',n)
    yield 'esc', lambda n: '\x1b'*n
    yield 'esc csi', lambda n: rep('\x1b[',n)
    yield 'esc osc open', lambda n: rep('\x1b]0;aaaa',n)
    yield 'combining', lambda n: 'a'+'\u0301'*(n//2)
    yield 'zwj', lambda n: '👨\u200d'*(n//7)
    yield 'rtl', lambda n: rep('سلام ',n//2)
    yield 'headlines', lambda n: ''.join(f'A Headline About Thing {i}\n\n{S}\n\n' for i in range(n//125))
    yield 'articles dated', lambda n: ''.join(f'A Headline About Thing {i}\n\nJune {i%28+1}, 2025\n\nBy Anna Keller\n\n{uniq(600)}\n\nRelated:\n' for i in range(n//700))
def shapes_html():
    w=lambda b: '<html><body>'+b+'</body></html>'
    yield 'div nest', lambda n: w('<div>'*(n//5)+'x')
    yield 'div nest closed', lambda n: w('<div>'*(n//11)+'text here'+'</div>'*(n//11))
    yield 'b nest', lambda n: w('<b>'*(n//3)+'x')
    yield 'font nest p', lambda n: w(rep('<font><p>',n))
    yield 'a nest', lambda n: w(rep('<a href=x>',n))
    yield 'nobr b i', lambda n: w(rep('<b><i><u><p>',n))
    yield 'table nest', lambda n: w(rep('<table><tr><td>',n))
    yield 'table foster', lambda n: w('<table>'+rep('<b>x',n))
    yield 'select', lambda n: w(rep('<select><option>',n))
    yield 'cells', lambda n: w('<table><tr>'+rep('<td>cell</td>',n)+'</tr></table>')
    yield 'rows', lambda n: w('<table>'+rep('<tr><td>cell</td><td>b</td></tr>',n)+'</table>')
    yield 'p open', lambda n: w(rep('<p>',n))
    yield 'p text', lambda n: w(rep(f'<p>{S}</p>',n))
    yield 'p uniq', lambda n: w(''.join(f'<p>{uniq(200)} {i}</p>' for i in range(n//270)))
    yield 'links', lambda n: w(rep('<a href="/story/one">A link to a story</a> ',n))
    yield 'list links', lambda n: w('<ul>'+rep('<li><a href="/story/one">A link to a story</a></li>',n)+'</ul>')
    yield 'lt', lambda n: w('<'*n)
    yield 'lt bang', lambda n: w(rep('<!',n))
    yield 'comment open', lambda n: w(rep('<!--',n))
    yield 'comments', lambda n: w(rep('<!-- a -->',n))
    yield 'attrs', lambda n: w('<p '+''.join(f'a{i}=b ' for i in range(n//8))+'>x</p>')
    yield 'attr long', lambda n: w('<p class="'+rep('cls ',n)+'">x</p>')
    yield 'entities', lambda n: w('<p>'+rep('&amp;',n))
    yield 'br', lambda n: w('<p>'+rep('line of text here<br>',n))
    yield 'brs', lambda n: w(rep('<br>',n))
    yield 'spans', lambda n: w('<p>'+rep('<span>a</span>',n))
    yield 'headings', lambda n: w(rep('<h2>Heading here</h2>',n))
    yield 'h p', lambda n: w(rep(f'<h2>Heading here</h2><p>{S}</p>',n))
    yield 'articles', lambda n: w(rep(f'<article><h1>A headline of it</h1><p>{S}{S}</p></article>',n))
    yield 'divs sibling', lambda n: w(rep('<div>text and more text, here</div>',n))
    yield 'div text', lambda n: w('<div>'+uniq(n)+'</div>')
    yield 'metas', lambda n: '<html><head>'+rep('<meta property="og:title" content="A title of it">',n)+'</head><body><p>x</p></body></html>'
    yield 'jsonld deep', lambda n: '<script type="application/ld+json">'+'['*n+'</script>'+f'<p>{S}</p>'
    yield 'jsonld many', lambda n: rep('<script type="application/ld+json">{"@type":"NewsArticle","headline":"x y z"}</script>',n)+f'<p>{S}</p>'
    yield 'jsonld graph', lambda n: '<script type="application/ld+json">{"@graph":['+','.join('{"@type":"Person","name":"A B"}' for _ in range(n//32))+']}</script>'+f'<p>{S}</p>'
    yield 'scripts', lambda n: w(rep('<script>x</script>',n))
    yield 'script open', lambda n: w(rep('<script>',n))
    yield 'style', lambda n: w('<style>'+rep('a{b:c}',n)+'</style>')
    yield 'imgs', lambda n: w(rep('<figure><img src=x><figcaption>A caption of it</figcaption></figure>',n))
    yield 'title long', lambda n: '<title>'+rep('word ',n)+'</title><p>'+S
    yield 'title seps', lambda n: '<title>'+rep('a | b - ',n)+'</title><p>'+S
    yield 'title and h1', lambda n: '<title>'+rep('word ',n)+'</title><h1>'+rep('word ',n)+'</h1><p>'+S
    yield 'time tags', lambda n: w(rep('<time datetime="2025-06-26">26 June 2025</time>',n))
    yield 'bylines', lambda n: w(rep('<span class="author">By Anna Keller</span>',n))
    yield 'forms', lambda n: w(rep('<form><input><button>x</button></form>',n))
    yield 'pre', lambda n: w('<pre>'+rep('code here\n',n)+'</pre>')
    yield 'blockquotes', lambda n: w(rep('<blockquote>',n)+'x')
    yield 'ul nest', lambda n: w(rep('<ul><li>',n)+'x')
    yield 'svg', lambda n: w(rep('<svg><g>',n))
    yield 'template', lambda n: w(rep('<template>',n))
    yield 'iframe', lambda n: w(rep('<iframe>',n))
    yield 'nulls', lambda n: w('<p>'+'\0'*n)
    yield 'frameset', lambda n: rep('<frameset>',n)
    yield 'body attrs', lambda n: rep('<body a=b>',n)
    yield 'end tags', lambda n: w(rep('</p>',n))
    yield 'end tags b', lambda n: w('<b>'*100+rep('</b><p>',n))
    yield 'hr', lambda n: w(rep('<hr>text',n))
def run(stage,field,text):
    line=json.dumps({'id':1,field:text}).encode()+b'\n'
    if stage in('repeats2',): line=line+line; stage='repeats'
    r0=resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        p=subprocess.run([PQ,stage],input=line,stdout=subprocess.DEVNULL,stderr=subprocess.PIPE,timeout=60,env={**os.environ,'RAYON_NUM_THREADS':'1'})
        rc=p.returncode
    except subprocess.TimeoutExpired: rc='TIMEOUT'
    r1=resource.getrusage(resource.RUSAGE_CHILDREN)
    return r1.ru_utime+r1.ru_stime-r0.ru_utime-r0.ru_stime,rc
def test(stage,field,name,f,base={}):
    if stage not in base: base[stage]=min(run(stage,field,'x')[0] for _ in range(3))
    n=60_000; prev=None; out=[]
    while n<=1_000_000:
        t,rc=run(stage,field,f(n)); t=max(t-base[stage],1e-3)
        out.append((n,t,rc))
        if rc!=0: break
        if t>8: break
        n*=4
    a=out[0];b=out[-1]
    exps=[math.log(out[i+1][1]/out[i][1],4) for i in range(len(out)-1) if out[i+1][1]>0.15]
    bad=[e for e in exps if e>1.35] or any(o[2]!=0 for o in out)
    slow=out[-1][1]/(out[-1][0]/1e6)>6
    if bad or slow: print(('SUPER ' if bad else 'slow  ')+f'{stage:9} {name:28} '+'  '.join(f'{n//1000}k {t:.2f}s{"" if rc==0 else " rc="+str(rc)}' for n,t,rc in out),flush=True)
which = sys.argv[2:] or ["text", "html"]
if "text" in which:
    for stage in ["clean", "annotate", "repeats", "repeats2", "stories"]:
        for name, make in shapes_text():
            test(stage, "text", name, make)
if "html" in which:
    for name, make in shapes_html():
        test("clean", "html", name, make)
print("end")
