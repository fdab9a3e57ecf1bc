"""Makes the documents of this folder: `pip install reportlab==4.* fpdf2==2.*`, then `python3 make.py`."""
from pathlib import Path

from fpdf import FPDF
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate, Spacer

HERE = Path(__file__).parent
STYLES = getSampleStyleSheet()
BODY = STYLES['BodyText']
BODY.alignment = 4
TITLE = 'Old pier closes for the summer'
PARAGRAPHS = [
    'The harbour board of Hollow Bay said on Tuesday that the old pier, built in 1931, would be closed to visitors '
    'from the first of May while engineers examine its timber foundations.',
    '“We found damage below the waterline that nobody had expected,” said Maria Keller, the chief engineer. '
    '“It would be irresponsible to keep the pier open for another season.”',
    'Fishermen who moor their boats at the pier are to use the northern quay instead. Anna Lindqvist, who speaks for '
    'the fishermen’s cooperative, called the decision overdue but asked for compensation.',
    'The examination is expected to take about six weeks and to cost 240,000 crowns, of which the county has promised '
    'to pay a third. A decision on repairs could follow in the autumn, the board said in its statement.',
]
PARTS = ['', 'A second hearing was held on Wednesday.', 'A third one is planned for June.', 'The county sent nobody.',
         'Older reports are in the archive.', 'The board meets again on Friday.', 'No boat was damaged.']


def furniture(page, document):
    page.setFont('Helvetica', 8)
    page.drawString(60, 810, 'Hollow Bay Courier')
    page.drawRightString(535, 810, 'Wednesday, 9 April 2025')
    page.drawRightString(535, 30, f'Page {document.page} of 2')


def article(name, **options):
    document = SimpleDocTemplate(str(HERE / name), pagesize=A4, title=TITLE, author='Jonas Falk', invariant=1, **options)
    story = [Paragraph(TITLE, STYLES['Title'])]
    for part in PARTS:
        for paragraph in PARAGRAPHS:
            story += [Paragraph(f'{paragraph} {part}', BODY), Spacer(1, 4)]
    document.build(story, onFirstPage=furniture, onLaterPages=furniture)


def columns(name):
    document = BaseDocTemplate(str(HERE / name), pagesize=A4, title=TITLE, invariant=1)
    frames = [Frame(50, 500, 240, 290), Frame(305, 500, 240, 290)]
    document.addPageTemplates(PageTemplate(frames=frames))
    story = [Paragraph(TITLE, STYLES['Heading2'])]
    for part in PARTS[:2]:
        for paragraph in PARAGRAPHS:
            story += [Paragraph(f'{paragraph} {part}', BODY), Spacer(1, 5)]
    document.build(story)


def scan(name):
    page = canvas.Canvas(str(HERE / name), invariant=1)
    page.rect(100, 100, 300, 500, fill=1)
    page.save()


def tide(name):
    document = FPDF()
    document.set_title('Microsoft Word - tide.doc')
    document.set_author('abrook')
    document.add_page()
    document.set_font('Times', size=12)
    document.multi_cell(0, 6, 'The tables of the tides were print-\ned for the first time in a hundred years, and the '
                              'harbour master said that every fish-\nerman should keep a copy of them aboard.\n\n'
                              '"We shall see who reads them," he said.\n')
    document.output(str(HERE / name))


article('pier.pdf')
article('locked.pdf', encrypt=pdfencrypt.StandardEncryption('secret', ownerPassword='owner'))
article('no-print.pdf', encrypt=pdfencrypt.StandardEncryption('', ownerPassword='owner', canPrint=0))
columns('columns.pdf')
scan('scan.pdf')
tide('tide.pdf')
whole = (HERE / 'pier.pdf').read_bytes()
(HERE / 'cut.pdf').write_bytes(whole[:len(whole) // 4])
