"""The tables as they are now, for a database that has none yet."""

import core.schema
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('courses', '0001_initial'), ('courses', '0002_since_0_1_0')]

    dependencies = [
        ('accounts', '0001_squashed_0002_since_0_1_0'),
        ('core', '0001_squashed_0002_since_0_1_0'),
        ('programme', '0001_squashed_0002_since_0_1_0'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='LessonPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('kind', models.CharField(choices=[('cours', 'Course'), ('atelier', 'Workshop'), ('defi', 'Challenge'), ('pair', 'Pair work'), ('live', 'Live session')], default='atelier', max_length=8, verbose_name='kind')),
                    ('hours', models.DecimalField(decimal_places=1, default=Decimal('1'), max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.5'))], verbose_name='hours')),
                    ('objective', models.TextField(help_text='One sentence: at the end, you know how to…', verbose_name='objective')),
                    ('prerequisites', wagtail.fields.RichTextField(blank=True, verbose_name='what one must know already')),
                    ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('code', 5), ('callout', 9), ('image', 12), ('video', 17), ('file', 19), ('steps', 22), ('table', 25), ('disclosure', 31), ('your_turn', 34)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'group': 'Content', 'icon': 'title', 'label': 'Heading', 'preview_value': 'Pourquoi ?', 'template': 'blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'group': 'Content', 'label': 'Text', 'preview_value': '<p>Une transaction est tout ou rien.</p>', 'template': 'blocks/text.html'}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('text', 'Plain text'), ('python', 'Python'), ('javascript', 'JavaScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Bash'), ('json', 'JSON'), ('http', 'HTTP'), ('diff', 'Diff'), ('yaml', 'YAML'), ('dockerfile', 'Dockerfile')], 'label': 'Language'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'required': False}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Code'}), 5: ('wagtail.blocks.StructBlock', [[('language', 2), ('caption', 3), ('code', 4)]], {}), 6: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('tip', 'Tip'), ('warning', 'Warning'), ('recap', 'To remember')], 'label': 'Kind'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'required': False}), 8: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('kind', 6), ('title', 7), ('text', 8)]], {}), 10: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Image'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Text for those who do not see the image', 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('image', 10), ('alternative', 11), ('caption', 3)]], {}), 13: ('wagtail.blocks.URLBlock', (), {'help_text': 'A YouTube or Vimeo address', 'label': 'Address'}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Title'}), 15: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Poster', 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'label': 'Length in minutes', 'min_value': 1, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('address', 13), ('title', 14), ('poster', 15), ('minutes', 16)]], {}), 18: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 19: ('wagtail.blocks.StructBlock', [[('document', 18), ('title', 7)]], {}), 20: ('wagtail.blocks.StructBlock', [[('title', 14), ('text', 8)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Steps'}), 22: ('wagtail.blocks.StructBlock', [[('title', 7), ('steps', 21)]], {}), 23: ('courses.tables.LinesBlock', (), {'help_text': 'Cells parted by | or pasted from a spreadsheet; left empty, the first row is the header.', 'label': 'Header', 'required': False, 'several': False}), 24: ('courses.tables.LinesBlock', (), {'help_text': 'One line for a row, cells parted by | or pasted from a spreadsheet.', 'label': 'Rows'}), 25: ('wagtail.blocks.StructBlock', [[('caption', 3), ('header', 23), ('rows', 24)]], {}), 26: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('question', 'Self-check question'), ('solution', 'Solution')], 'label': 'Kind'}), 27: ('wagtail.blocks.CharBlock', (), {'label': 'What is asked'}), 28: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'label': 'What unfolds', 'required': False}), 29: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('text', 'Plain text'), ('python', 'Python'), ('javascript', 'JavaScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Bash'), ('json', 'JSON'), ('http', 'HTTP'), ('diff', 'Diff'), ('yaml', 'YAML'), ('dockerfile', 'Dockerfile')], 'label': 'Language of the code', 'required': False}), 30: ('wagtail.blocks.TextBlock', (), {'label': 'Code', 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('kind', 26), ('summary', 27), ('text', 28), ('language', 29), ('code', 30)]], {}), 32: ('wagtail.blocks.IntegerBlock', (), {'default': 20, 'label': 'Minutes', 'min_value': 5}), 33: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'label': 'Statement'}), 34: ('wagtail.blocks.StructBlock', [[('title', 14), ('minutes', 32), ('text', 33)]], {})}, verbose_name='body')),
                ],
                options={
                    'verbose_name': 'lesson',
                    'verbose_name_plural': 'lessons',
                },
                bases=('wagtailcore.page',),
            ), migrations.CreateModel(
                name='ModulePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('summary', models.TextField(blank=True, verbose_name='summary')),
                ],
                options={
                    'verbose_name': 'module',
                    'verbose_name_plural': 'modules',
                },
                bases=('wagtailcore.page',),
            ), migrations.CreateModel(
                name='ProjectPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('kind', models.CharField(choices=[('exercise', 'Project'), ('company', 'Company project')], default='exercise', max_length=8, verbose_name='kind')),
                    ('hours', models.DecimalField(decimal_places=1, default=Decimal('30'), max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.5'))], verbose_name='hours')),
                    ('team_size', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(8)], verbose_name='people in a team')),
                    ('summary', models.TextField(verbose_name='summary')),
                    ('body', wagtail.fields.StreamField([('heading', 0), ('text', 1), ('code', 5), ('callout', 9), ('image', 12), ('video', 17), ('file', 19), ('steps', 22), ('table', 25), ('disclosure', 31), ('your_turn', 34)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'group': 'Content', 'icon': 'title', 'label': 'Heading', 'preview_value': 'Pourquoi ?', 'template': 'blocks/heading.html'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'group': 'Content', 'label': 'Text', 'preview_value': '<p>Une transaction est tout ou rien.</p>', 'template': 'blocks/text.html'}), 2: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('text', 'Plain text'), ('python', 'Python'), ('javascript', 'JavaScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Bash'), ('json', 'JSON'), ('http', 'HTTP'), ('diff', 'Diff'), ('yaml', 'YAML'), ('dockerfile', 'Dockerfile')], 'label': 'Language'}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'required': False}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Code'}), 5: ('wagtail.blocks.StructBlock', [[('language', 2), ('caption', 3), ('code', 4)]], {}), 6: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('note', 'Note'), ('tip', 'Tip'), ('warning', 'Warning'), ('recap', 'To remember')], 'label': 'Kind'}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'required': False}), 8: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'label': 'Text'}), 9: ('wagtail.blocks.StructBlock', [[('kind', 6), ('title', 7), ('text', 8)]], {}), 10: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Image'}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Text for those who do not see the image', 'required': False}), 12: ('wagtail.blocks.StructBlock', [[('image', 10), ('alternative', 11), ('caption', 3)]], {}), 13: ('wagtail.blocks.URLBlock', (), {'help_text': 'A YouTube or Vimeo address', 'label': 'Address'}), 14: ('wagtail.blocks.CharBlock', (), {'label': 'Title'}), 15: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Poster', 'required': False}), 16: ('wagtail.blocks.IntegerBlock', (), {'label': 'Length in minutes', 'min_value': 1, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('address', 13), ('title', 14), ('poster', 15), ('minutes', 16)]], {}), 18: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'Document'}), 19: ('wagtail.blocks.StructBlock', [[('document', 18), ('title', 7)]], {}), 20: ('wagtail.blocks.StructBlock', [[('title', 14), ('text', 8)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Steps'}), 22: ('wagtail.blocks.StructBlock', [[('title', 7), ('steps', 21)]], {}), 23: ('courses.tables.LinesBlock', (), {'help_text': 'Cells parted by | or pasted from a spreadsheet; left empty, the first row is the header.', 'label': 'Header', 'required': False, 'several': False}), 24: ('courses.tables.LinesBlock', (), {'help_text': 'One line for a row, cells parted by | or pasted from a spreadsheet.', 'label': 'Rows'}), 25: ('wagtail.blocks.StructBlock', [[('caption', 3), ('header', 23), ('rows', 24)]], {}), 26: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('question', 'Self-check question'), ('solution', 'Solution')], 'label': 'Kind'}), 27: ('wagtail.blocks.CharBlock', (), {'label': 'What is asked'}), 28: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'label': 'What unfolds', 'required': False}), 29: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('text', 'Plain text'), ('python', 'Python'), ('javascript', 'JavaScript'), ('html', 'HTML'), ('css', 'CSS'), ('sql', 'SQL'), ('bash', 'Bash'), ('json', 'JSON'), ('http', 'HTTP'), ('diff', 'Diff'), ('yaml', 'YAML'), ('dockerfile', 'Dockerfile')], 'label': 'Language of the code', 'required': False}), 30: ('wagtail.blocks.TextBlock', (), {'label': 'Code', 'required': False}), 31: ('wagtail.blocks.StructBlock', [[('kind', 26), ('summary', 27), ('text', 28), ('language', 29), ('code', 30)]], {}), 32: ('wagtail.blocks.IntegerBlock', (), {'default': 20, 'label': 'Minutes', 'min_value': 5}), 33: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'code', 'link', 'document-link', 'ol', 'ul'], 'label': 'Statement'}), 34: ('wagtail.blocks.StructBlock', [[('title', 14), ('minutes', 32), ('text', 33)]], {})}, verbose_name='brief')),
                ],
                options={
                    'verbose_name': 'project',
                    'verbose_name_plural': 'projects',
                },
                bases=('wagtailcore.page',),
            ), migrations.CreateModel(
                name='BootcampPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('code', models.CharField(help_text='Begins the codes of its cohorts, e.g. DWFS', max_length=12, verbose_name='code')),
                    ('occupation', models.CharField(max_length=120, verbose_name='occupation aimed at')),
                    ('audience', models.CharField(max_length=200, verbose_name='for whom')),
                    ('summary', models.TextField(verbose_name='summary')),
                    ('intro', models.TextField(blank=True, verbose_name='introduction')),
                    ('prerequisites', wagtail.fields.RichTextField(blank=True, verbose_name='prerequisites')),
                    ('outcomes', wagtail.fields.RichTextField(blank=True, verbose_name='what one can do afterwards')),
                    ('weeks', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(52)], verbose_name='length in weeks')),
                    ('domain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bootcamps', to='programme.domain', verbose_name='domain')),
                ],
                options={
                    'verbose_name': 'bootcamp',
                    'verbose_name_plural': 'bootcamps',
                },
                bases=('wagtailcore.page',),
            ), migrations.CreateModel(
                name='OperatorPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('intro', models.TextField(blank=True, verbose_name='introduction')),
                    ('operator', models.OneToOneField(limit_choices_to={'kind': 'operator'}, on_delete=django.db.models.deletion.PROTECT, related_name='page', to='accounts.organisation')),
                ],
                options={
                    'verbose_name': "operator's page",
                },
                bases=('wagtailcore.page',),
            ), migrations.CreateModel(
                name='RubricCriterion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('title', models.CharField(max_length=150, verbose_name='criterion')),
                    ('weight', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='weight')),
                    ('level_0', models.CharField(blank=True, max_length=300, verbose_name='0, not acquired')),
                    ('level_1', models.CharField(blank=True, max_length=300, verbose_name='1, imitate')),
                    ('level_2', models.CharField(blank=True, max_length=300, verbose_name='2, adapt')),
                    ('level_3', models.CharField(blank=True, max_length=300, verbose_name='3, transpose')),
                    ('project', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='courses.projectpage')),
                ],
                options={
                    'verbose_name': 'criterion',
                    'verbose_name_plural': 'criteria',
                    'ordering': ['sort_order'],
                    'abstract': False,
                },
            )],
        ),
    ]
