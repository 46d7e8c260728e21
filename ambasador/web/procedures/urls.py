from django.urls import path

from ambasador.web.procedures import acting, comparing, data, editing, files, moving, publishing, simulating, steps, views

urlpatterns = [
    path("procedures/", views.procedures, name="procedures"),
    path("procedures/new/", editing.add, name="procedure_new"),
    path("procedures/from-file/", files.bring, name="procedure_from_file"),
    path("procedures/<slug:code>/", views.procedure, name="procedure"),
    path("procedures/<slug:code>/settings/", editing.settings, name="procedure_settings"),
    path("procedures/<slug:code>/drafts/", editing.begin_draft, name="procedure_drafts"),
    path("procedures/<slug:code>/draft/", editing.version, name="procedure_draft"),
    path("procedures/<slug:code>/draft/undo/", editing.undo, name="procedure_undo"),
    path("procedures/<slug:code>/habits/", editing.draft_habit, name="procedure_habits"),
    path("procedures/<slug:code>/publication/", publishing.publish, name="procedure_publication"),
    path("procedures/<slug:code>/differences/", comparing.differences_page, name="procedure_differences"),
    path("procedures/<slug:code>/file/", files.download, name="procedure_file"),
    path("procedures/<slug:code>/file/new/", files.bring, name="procedure_file_new"),
    path("procedures/<slug:code>/moves/", moving.moves, name="procedure_moves"),
    path("procedures/<slug:code>/moves/<int:number>/", moving.move, name="procedure_move"),
    path("procedures/<slug:code>/simulation/", simulating.simulation, name="procedure_simulation"),
    path("procedures/<slug:code>/condition/", steps.condition, name="procedure_condition"),
    path("procedures/<slug:code>/fields/new/", data.add, name="procedure_field_new"),
    path("procedures/<slug:code>/fields/<str:key>/", data.change, name="procedure_field"),
    path("procedures/<slug:code>/fields/<str:key>/place/", data.move, name="procedure_field_place"),
    path("procedures/<slug:code>/fields/<str:key>/removal/", data.remove, name="procedure_field_removal"),
    path("procedures/<slug:code>/steps/new/", steps.add, name="procedure_step_new"),
    path("procedures/<slug:code>/steps/<slug:key>/", steps.change, name="procedure_step"),
    path("procedures/<slug:code>/steps/<slug:key>/action/", acting.action, name="procedure_step_action"),
    path("procedures/<slug:code>/steps/<slug:key>/place/", steps.move, name="procedure_step_place"),
    path("procedures/<slug:code>/steps/<slug:key>/removal/", steps.remove, name="procedure_step_removal"),
]
